"""What the servers need before the services start: topics, tables, index templates, entities and watches."""

from collections.abc import Iterator
from pathlib import Path

from quotewire.adapters.elastic import ElasticIndex
from quotewire.adapters.elastic.prepare import put_templates
from quotewire.adapters.elastic.rebuild import Rebuild
from quotewire.adapters.kafka import create_topics
from quotewire.adapters.state.migrate import migrate
from quotewire.bootstrap import Ports
from quotewire.runtime.provision import provision_entities, provision_watches
from quotewire.runtime.streaming.log_fill import LogFill
from quotewire.runtime.streaming.ports import database_url
from quotewire.seed import read_entities, seed_entities
from quotewire.settings import Settings, StreamingSettings
from quotewire.topics import TOPICS


def prepare_servers(settings: StreamingSettings) -> Iterator[str]:
    """Topics, tables and index templates; may be run again at any time. Yields what was done, one line each."""
    yield from create_topics(settings.kafka, TOPICS.values())
    migrate(database_url(settings.state))
    yield "state: tables are those of this version"
    index = ElasticIndex(settings.elasticsearch)
    try:
        yield from put_templates(index, settings.elasticsearch)
    finally:
        index.close()


def rebuild_index(settings: Settings, ports: Ports, from_log: bool) -> Iterator[str]:
    """All kinds into a new generation of indices; yields what was done."""
    index = ports.index
    if not isinstance(index, ElasticIndex):
        raise TypeError("the streaming services index in Elasticsearch")
    fill = LogFill(ports).fill if from_log else None
    yield from Rebuild(index, settings.streaming.elasticsearch).run(fill)


def provision(settings: Settings, ports: Ports) -> Iterator[str]:
    """Entities and watches of the files that the settings name."""
    entities = [*seed_entities(), *read_entities(settings.entities)]
    with ports.state.transaction() as tx:
        yield f"entities: {provision_entities(entities, tx)} new or changed of {len(entities)}"
    if settings.watches is not None:
        yield from _watches(settings.watches, ports)


def _watches(file: Path, ports: Ports) -> Iterator[str]:
    with ports.state.transaction() as tx:
        problems = provision_watches(file, tx, ports.clock.now())
        yield f"watches: {len(tx.watches.all())} in force"
    yield from problems
