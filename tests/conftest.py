"""What tests of every kind share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings
from tests.servers.elastic import elasticsearch_url
from tests.servers.kafka import kafka_servers

__all__ = ["elasticsearch_url", "kafka_servers"]  # here, and only here, so that one server of each serves all tests

# In CI the same examples at every run, so that a landing never fails by chance; everywhere else new ones each time.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI") == "true":
    settings.load_profile("ci")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of gold data and public data beside the checkout, which is no part of the project."""
    if SHARED.is_dir():
        return SHARED
    if os.environ.get("CI") == "true":
        pytest.fail("the folder ../shared is missing, and in CI the checks that need it may not be skipped")
    pytest.skip("needs the folder ../shared with gold and public data")
