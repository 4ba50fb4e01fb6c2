"""Settings come from a file, the environment and arguments, and say what is wrong with them."""

from pathlib import Path

import pytest

from quotewire.errors import ConfigurationError
from quotewire.settings import Settings, read_settings


def _file(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "quotewire.yaml"
    file.write_text(text, "utf-8")
    return file


def test_arguments_win_over_the_environment_which_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _file(tmp_path, "port: 1\nhost: 10.0.0.1\npoll_seconds: 5\n")
    monkeypatch.setenv("QUOTEWIRE_HOST", "10.0.0.2")
    monkeypatch.setenv("QUOTEWIRE_PORT", "2")
    settings = read_settings(file, port=3, data=None)
    assert (settings.port, settings.host, settings.poll_seconds) == (3, "10.0.0.2", 5.0)


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    file = _file(
        tmp_path,
        "watches: w.yaml\nsources:\n- {id: a, kind: folder, location: pages}\n"
        "- {id: b, kind: feed, location: 'https://e.example/feed'}\n",
    )
    settings = read_settings(file)
    assert settings.watches == tmp_path / "w.yaml"
    assert [source.location for source in settings.sources] == [str(tmp_path / "pages"), "https://e.example/feed"]


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    file = _file(tmp_path, "port: eighty\nprot: 1\n")
    with pytest.raises(ConfigurationError) as error:
        read_settings(file)
    assert "port: Input should be a valid integer" in str(error.value)
    assert "prot: unknown setting (settings are:" in str(error.value)


def test_a_missing_file_and_one_that_is_no_text_are_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot read"):
        read_settings(tmp_path / "missing.yaml")
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match="not UTF-8"):
        read_settings(tmp_path / "binary.yaml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sources: 5", "sources: Input should be"),
        ("sources: [{id: a, kind: folder, location: 5}, {id: a, kind: page, location: b}]", "used once, unlike a"),
        ("sources: [{id: a, kind: gopher, location: b}]", "'feed', 'folder' or 'page'"),
        ("port: \x01", "not allowed"),
        ("host: 2023-13-45", "month must be in"),
    ],
)
def test_what_cannot_be_used_is_told_without_a_traceback(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        read_settings(_file(tmp_path, text))


def test_a_variable_that_is_no_json_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWIRE_SOURCES", '[{"id": "a"')
    with pytest.raises(ConfigurationError, match=r"sources.*Expecting"):
        read_settings()


def test_a_variable_that_is_no_setting_is_told_without_its_value(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("QUOTEWIRE_WATCHLIST", "s3cret")
    monkeypatch.setenv("QUOTEWIRE_POLL_SECOND", "5")
    monkeypatch.setenv("QUOTEWIRE_TEST_CACHE", "/tmp")
    read_settings()
    assert "QUOTEWIRE_POLL_SECOND is no setting and is passed over; did you mean QUOTEWIRE_POLL_SECONDS?" in caplog.text
    assert "QUOTEWIRE_WATCHLIST is no setting" in caplog.text
    assert "s3cret" not in caplog.text
    assert "CACHE" not in caplog.text


def test_a_variable_that_is_no_setting_of_its_section_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWIRE_STREAMING__KAFKA__PASSWROD", "s3cret")
    with pytest.raises(ConfigurationError, match=r"streaming\.kafka\.passwrod: unknown setting") as error:
        read_settings()
    assert "s3cret" not in str(error.value)


def test_a_password_in_an_address_that_is_logged_is_refused(tmp_path: Path) -> None:
    file = _file(tmp_path, "streaming: {elasticsearch: {url: 'https://u:s3cret@e.example'}}")
    with pytest.raises(ConfigurationError, match="password_file, not in the address") as error:
        read_settings(file)
    assert "s3cret" not in str(error.value)


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_secrets_are_not_printed(tmp_path: Path) -> None:
    file = _file(tmp_path, "channels:\n- {id: desk, kind: webhook, url: 'https://u:p@e.example', secrets: [whsec_x]}\n")
    assert "whsec_x" not in repr(read_settings(file))
    assert "u:p@" not in repr(read_settings(file))
