"""A worker whose one stage never comes back from its first record: ``python stuck.py CONFIGURATION``."""

import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from quotewire.runtime.flow import Stage
from quotewire.runtime.streaming.ports import open_streaming
from quotewire.runtime.streaming.services import Streaming
from quotewire.settings import read_settings
from quotewire.topics import COLLECTED


def stick(_message: object) -> Sequence[object]:
    threading.Event().wait()
    return []


if __name__ == "__main__":
    settings = read_settings(Path(sys.argv[1]))
    streaming = Streaming(settings, open_streaming(settings), threading.Event())
    streaming._run_stages([streaming._runner(Stage("analyse", COLLECTED, None, stick))])
