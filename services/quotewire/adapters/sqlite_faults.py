"""What SQLite's refusals mean to the person who runs quotewire."""

import sqlite3

_ADVICE = {
    "SQLITE_BUSY": "locked by another process for too long; stop the other program that has it open, or try again",
    "SQLITE_LOCKED": "locked by another process for too long; stop the other program that has it open, or try again",
    "SQLITE_FULL": "the disk is full; free some space, then it goes on by itself",
    "SQLITE_READONLY": "may not be written; give this user write permission on the file and its folder",
    "SQLITE_CANTOPEN": "cannot be opened; check that the folder exists and that this user may write in it",
    "SQLITE_PERM": "may not be opened; give this user permission on the file and its folder",
    "SQLITE_IOERR": "the disk refused to read or write (over quota or failing); check space and the system's log",
    "SQLITE_NOTADB": "is not a database; move the file away, then restore it from a backup or start afresh",
    "SQLITE_CORRUPT": "is damaged; move the file away, then restore it from a backup or start afresh",
}


def advise(error: BaseException | None, path: str) -> str | None:
    """One line that says what is wrong with the database at ``path`` and what to do; None for a fault of the code."""
    name = getattr(error, "sqlite_errorname", None)
    if not isinstance(error, sqlite3.Error) or name is None:
        return None
    advice = _ADVICE.get("_".join(name.split("_")[:2]))
    return f"{path}: {advice} ({error})" if advice else None
