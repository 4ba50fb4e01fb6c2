"""Run by Alembic inside the transaction that ``migrate`` holds."""

from alembic import context

from quotewire.adapters.state.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
