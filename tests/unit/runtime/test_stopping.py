"""What is asked to stop stops, however often and however quickly it is asked."""

import signal
import subprocess
import sys

import pytest

_WAITS = """
import threading, time
from quotewire.runtime.stopping import stopping_cleanly
stop = threading.Event()
for _ in range(300):  # whoever sets it has to wake them all, and is met by the next signal
    threading.Thread(target=stop.wait, daemon=True).start()
with stopping_cleanly(stop):
    print("waiting", flush=True)
    stop.wait()
    time.sleep(0.5)  # whatever else was sent has come
print("stopped", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("times", [1, 50])
def test_signals_stop_it_also_when_many_come_at_once(number: signal.Signals, times: int) -> None:
    ended = []
    for _ in range(5):
        with subprocess.Popen([sys.executable, "-c", _WAITS], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "waiting\n"
            for _ in range(times):
                process.send_signal(number)
            try:
                ended.append(process.communicate(timeout=20)[0])
            except subprocess.TimeoutExpired:
                process.kill()
                ended.append("hangs")
    assert ended == ["stopped\n"] * 5
