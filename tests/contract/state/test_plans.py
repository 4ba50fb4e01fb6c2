"""What is asked for every page and every alert is found by an index, however large the tables have grown."""

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import literal, select

from quotewire.adapters.state import claim_merges
from quotewire.adapters.state.tables import positions

ROWS = """
    INSERT INTO positions (claim_id, statement_id, speaker_key, speaker_name, stance, article_id, outlet, at)
    SELECT 'c' || (n / 8), 's' || n, 'k', 'n', 'asserts', 'a', 'o', now() FROM generate_series(1, 20000) n"""


@pytest.mark.servers
def test_positions_on_a_claim_and_on_what_was_merged_into_it(postgresql_url: str) -> None:
    wanted = select(positions.c.statement_id).where(claim_merges.carries(positions.c.claim_id, literal("c2")))
    asked = str(wanted.compile(compile_kwargs={"literal_binds": True}))
    with psycopg.connect(postgresql_url) as connection:
        connection.execute(sql.SQL(ROWS))
        connection.execute("ANALYZE positions")
        connection.execute("ANALYZE claim_merges")
        plan = "\n".join(line for (line,) in connection.execute(f"EXPLAIN {asked}".encode()))
    assert "Seq Scan on positions" not in plan, plan
    assert "Index Cond: (claim_id =" in plan
