import copy
import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
import yaml

from quotewire import schemas
from quotewire.codec import VERSIONS, encode
from quotewire.model.article import CollectedArticle
from quotewire.model.watch import SaidBy, Watch
from quotewire.topics import ANALYSED, COLLECTED, TOPICS, Cleanup

RELEASED = Path(__file__).resolve().parents[2] / "schemas"


def test_the_folder_is_what_the_code_says():
    assert schemas.find_drift(RELEASED) == []


def test_readers_of_the_released_versions_can_read_what_this_code_writes():
    assert schemas.find_breaks(RELEASED) == []


@pytest.mark.parametrize("message", VERSIONS)
def test_every_schema_is_valid_and_describes_its_fields(message):
    schema = schemas.message_schema(message)

    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["properties"]


def test_encoded_messages_satisfy_their_schema():
    article = CollectedArticle(
        id="202305-a.b",
        article_id="202305-a",
        url="u",
        source_id="s",
        collected_at=datetime(2023, 5, 4, tzinfo=UTC),
        media_type="text/plain",
        content=b"\x00",
    )
    for message in (article, Watch(id="w", said_by=(SaidBy(role="spokesman", of="The House"),))):
        jsonschema.validate(json.loads(encode(message)), schemas.message_schema(type(message)))


def edit(schema, change):
    edited = copy.deepcopy(schema)
    change(edited)
    return edited


def drop(name):
    def change(schema):
        del schema["properties"][name]
        schema["required"].remove(name)

    return change


def demand(name):
    def change(schema):
        schema["properties"].setdefault(name, {"type": "string"})
        schema["required"].append(name)

    return change


def retype(name, new):
    return lambda schema: schema["properties"].__setitem__(name, new)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (drop("id"), "message.id is gone"),
        (demand("colour"), "message.colour is required"),
        (demand("title"), "message.title is required"),
        (retype("min_confidence", {"type": "string"}), "message.min_confidence was number, is string"),
        (retype("about", {"type": "string"}), "message.about was"),
        (lambda schema: schema["$defs"]["Stance"]["enum"].remove("denies"), "no longer takes 'denies'"),
        (lambda schema: schema["$defs"]["AlertPolicy"].update(required=["mode"]), "message.alert.mode is required"),
        (lambda schema: schema["$defs"]["SaidBy"]["properties"].update(of={"type": "integer"}), "said_by[].of was"),
    ],
)
def test_a_change_that_breaks_readers_is_found(change, complaint):
    released = schemas.message_schema(Watch)

    found = schemas.breaking_changes(released, edit(released, change))

    assert len(found) >= 1
    assert complaint in " ".join(found)


@pytest.mark.parametrize(
    "change",
    [
        lambda schema: schema.pop("$id"),
        lambda schema: schema["properties"].update(colour={"type": "string", "default": "red"}),
        lambda schema: schema["$defs"]["Stance"]["enum"].append("shrugs"),
        lambda schema: schema["properties"].pop("title"),
        lambda schema: schema.update(description="said better"),
    ],
)
def test_a_change_that_readers_can_bear_is_allowed(change):
    released = schemas.message_schema(Watch)

    assert schemas.breaking_changes(released, edit(released, change)) == []


@pytest.fixture
def folder(tmp_path):
    assert schemas.main(["write", "--folder", str(tmp_path)]) == 0
    return tmp_path


def test_check_fails_on_drift_and_write_mends_it(folder, capsys):
    (folder / "asyncapi.yaml").write_text("asyncapi: 2.0.0\n")

    assert schemas.main(["check", "--folder", str(folder)]) == 1
    assert "asyncapi.yaml" in capsys.readouterr().err
    assert schemas.main(["write", "--folder", str(folder)]) == 0
    assert schemas.main(["check", "--folder", str(folder)]) == 0


def test_write_keeps_a_released_version_that_the_models_would_break(folder, capsys):
    path = folder / "watch/v1.json"
    released = edit(json.loads(path.read_text()), demand("colour"))
    path.write_text(json.dumps(released))

    assert schemas.main(["write", "--folder", str(folder)]) == 1
    assert "message.colour is gone" in capsys.readouterr().err
    assert json.loads(path.read_text()) == released
    assert schemas.main(["write", "--unreleased", "--folder", str(folder)]) == 0
    assert schemas.find_drift(folder) == []


def test_asyncapi_names_every_topic_with_its_settings_and_existing_schemas():
    document = yaml.safe_load((RELEASED / "asyncapi.yaml").read_text())

    assert set(document["channels"]) == set(TOPICS)
    watches = document["channels"]["watches"]
    assert watches["bindings"]["kafka"]["topicConfiguration"] == {"cleanup.policy": ["compact"], "retention.ms": -1}
    for message in document["components"]["messages"].values():
        assert (RELEASED / message["payload"]["schema"]["$ref"]).is_file()


def test_the_ledger_reads_one_partition_and_backfill_mirrors_live():
    assert ANALYSED.partitions == 1
    for live in (COLLECTED, ANALYSED):
        backfill = TOPICS[f"{live.name}.backfill"]
        assert (backfill.messages, backfill.partitions, backfill.key) == (live.messages, live.partitions, live.key)
    assert [topic.name for topic in TOPICS.values() if topic.cleanup is Cleanup.COMPACT] == ["watches"]
