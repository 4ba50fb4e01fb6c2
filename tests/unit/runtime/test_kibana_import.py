"""The saved objects are sent as Kibana's import wants them, and its refusal is told."""

import json
from pathlib import Path

import pytest
from tests.kibana import FILE, read_objects
from tests.kibana_server import KibanaServer, kibana

from quotewire.errors import ConfigurationError, IndexUnavailable
from quotewire.runtime.streaming.kibana import import_objects
from quotewire.settings import ElasticsearchSettings

__all__ = ["kibana"]

ACCESS = ElasticsearchSettings.model_validate({"api_key": "secret-key"})


def test_objects_are_imported_and_again_over_earlier_ones(kibana: KibanaServer) -> None:
    for _ in range(2):
        assert import_objects(f"{kibana.url}/", FILE, ACCESS) == len(read_objects())
    assert len(kibana.objects) == len(read_objects())
    assert kibana.headers["authorization"] == "ApiKey secret-key"


def test_user_and_password_of_elasticsearch(kibana: KibanaServer) -> None:
    import_objects(kibana.url, FILE, ElasticsearchSettings.model_validate({"user": "desk", "password": "pass"}))
    assert kibana.headers["authorization"] == "Basic ZGVzazpwYXNz"


def test_a_refusal_is_told(kibana: KibanaServer, tmp_path: Path) -> None:
    torn = tmp_path / "torn.ndjson"
    torn.write_text(json.dumps(read_objects()[-1]), "utf-8")
    with pytest.raises(ConfigurationError, match=r"took 0 objects.*missing_references"):
        import_objects(kibana.url, torn, ACCESS)
    kibana.refusal = (401, {"message": "who are you"})
    with pytest.raises(ConfigurationError, match=r"refused.*who are you"):
        import_objects(kibana.url, FILE, ACCESS)


def test_no_kibana() -> None:
    with pytest.raises(IndexUnavailable, match="no answer"):
        import_objects("http://127.0.0.1:9", FILE, ACCESS)
