"""An address that Apprise does not know is told at the start, without what is secret in it."""

import pytest

from quotewire.adapters.clock import SystemClock
from quotewire.bootstrap import open_channels
from quotewire.errors import ConfigurationError
from quotewire.settings import Settings


def test_an_unusable_address(caplog: pytest.LogCaptureFixture) -> None:
    channel = {"id": "desk", "kind": "apprise", "url": "carrier-pigeon://me:s3cret@loft"}
    settings = Settings.model_validate({"channels": [channel]})
    with pytest.raises(ConfigurationError, match="channel desk: its url is not an address that Apprise knows") as error:
        list(open_channels(settings, SystemClock()))
    assert "s3cret" not in str(error.value) + caplog.text


def test_a_usable_one() -> None:
    settings = Settings.model_validate({"channels": [{"id": "desk", "kind": "apprise", "url": "json://localhost"}]})
    assert [channel.id for channel in open_channels(settings, SystemClock())] == ["desk"]
