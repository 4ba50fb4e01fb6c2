"""One service for one data folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quotewire.errors import ConfigurationError


@contextmanager
def own_folder(folder: Path) -> Iterator[None]:
    """Create the folder if need be and hold it; the lock goes with the process, however it ends."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise ConfigurationError(f"cannot write to the data folder {folder}: {error.strerror}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise ConfigurationError(
            f"another quotewire is running on {folder}: stop it, or choose another --data"
        ) from error
    try:
        yield
    finally:
        os.close(handle)
