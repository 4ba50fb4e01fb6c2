"""What people do with alerts: mute, acknowledge, assign, comment, and say what was wrong."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MuteKind(StrEnum):
    WATCH = "watch"
    SPEAKER = "speaker"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Mute:
    """Raise no alerts for a watch, a speaker key or a claim, and send none that come due and were not tried before.

    ``until`` None holds until somebody unmutes.
    """

    kind: MuteKind
    target: str
    author: str
    at: datetime
    until: datetime | None = None
    comment: str = ""


class ActionKind(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "assign"
    COMMENT = "comment"
    FEEDBACK = "feedback"


class Feedback(StrEnum):
    WRONG_SPEAKER = "wrong speaker"
    NOT_NEW = "not new"
    IRRELEVANT = "irrelevant"


@dataclass(frozen=True, slots=True)
class AlertAction:
    """One thing somebody did with an alert; none is ever changed. ``text`` is the assignee, comment or feedback."""

    alert_id: str
    watch_id: str
    kind: ActionKind
    author: str
    at: datetime
    text: str = ""
