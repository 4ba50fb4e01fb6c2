"""Routes for watches: list, show, put, try and delete them, and look at how they came to be what they are."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from quotewire.api.not_known import NotKnownError
from quotewire.api.preview import MOST_PER_DAY, preview_past
from quotewire.errors import ConfigurationError, QueryError, QuotewireError
from quotewire.matching.period import read_period
from quotewire.matching.preview import Preview
from quotewire.matching.watchfile import WatchFile, parse_watches
from quotewire.matching.watchtext import write_watches
from quotewire.model.alert import Alert
from quotewire.model.watch import Watch, WatchError
from quotewire.ports.clock import Clock
from quotewire.ports.state import State
from quotewire.query.parse import parse_query

LARGEST = 1_000_000
"""Bytes of a text with watches."""

LookBack = Callable[[Watch, timedelta], Sequence[Alert]]
"""Raises the alerts that a watch would have raised in the time before."""


class Place(BaseModel):
    """Where something is wrong: line and column count from 1, ``position`` is the character of the text from 0."""

    message: str
    line: int
    column: int
    position: int
    watch_id: str | None = None


class WatchProblem(BaseModel):
    """RFC 9457 problem details, with every place that is wrong; ``position`` is that of the first."""

    title: str
    status: int
    detail: str
    position: int | None = None
    errors: list[Place] = []


class WatchShown(BaseModel):
    """A watch, as it is written in a file, and why it is not in force if it cannot be used."""

    watch: Watch
    text: str
    author: str
    invalid: str | None = None


class WatchPage(BaseModel):
    """Watches by id; ``after`` asks for the page behind the last. ``errors`` is what is wrong with watch files."""

    watches: list[WatchShown]
    after: str | None
    errors: list[WatchError]


class Saved(BaseModel):
    """``changed`` is false when the watch was the same before; ``look_back`` are ids of the alerts raised on the past."""

    watch: Watch
    changed: bool
    look_back: list[str] = []


class Checked(BaseModel):
    """The watches that a text holds and everything that is wrong with it."""

    watches: list[Watch]
    errors: list[Place]


class Previews(BaseModel):
    """What each watch would have done, and what is wrong with the others."""

    previews: list[Preview]
    errors: list[Place]


class Change(BaseModel):
    """``watch`` is what it became; null: deleted."""

    at: datetime
    author: str
    watch: Watch | None


class InvalidWatch(QuotewireError):
    """A text whose watches cannot be put in force."""

    def __init__(self, places: list[Place]) -> None:
        super().__init__("; ".join(f"{place.line}:{place.column}: {place.message}" for place in places))
        self.places = places


class TextTooLarge(QuotewireError):
    """More bytes than are taken."""


async def read_text(request: Request) -> str:
    """The body as text, whatever its declared type: YAML and JSON are read alike."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise TextTooLarge(f"at most {LARGEST} bytes are taken")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        place = Place(message=f"not UTF-8 text (byte {error.start})", line=1, column=1, position=0)
        raise InvalidWatch([place]) from error


Text = Annotated[str, Depends(read_text)]
Author = Annotated[str, Query(min_length=1, max_length=200, description="Who changes it: kept in the history.")]
Since = Annotated[str, Query(description="How far back from the newest article: 36h, 30d, 4w.")]
_LINE_ENDS = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")  # as YAML counts them
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/yaml": {"schema": {"type": "string"}, "example": "id: harbour\nsaid_by: [Mara Quill]\n"},
            "application/json": {"schema": {"type": "object"}},
        },
    }
}
_PROBLEM: dict[str, Any] = {
    "description": "What is wrong, and at which characters, as problem details (RFC 9457)",
    "content": {"application/problem+json": {"schema": WatchProblem.model_json_schema()}},
}
_REFUSED: dict[int | str, dict[str, Any]] = {400: _PROBLEM, 413: _PROBLEM, 422: _PROBLEM}


def add_watches(app: FastAPI, state: State, clock: Clock, look_back: LookBack | None) -> None:
    """``look_back`` None: this process raises no alerts on the past."""
    _answer_errors(app)
    _add_looks(app, state)
    _add_trials(app, state, clock)
    _add_changes(app, state, clock, look_back)


def _add_looks(app: FastAPI, state: State) -> None:
    @app.get("/v1/watches", tags=["watches"])
    def watches(after: str = "", limit: Annotated[int, Query(ge=1, le=1000)] = 200) -> WatchPage:
        """Watches by id, and what is wrong with the watch files."""
        with state.reading() as tx:
            return list_watches([watch for watch in tx.watches.all() if watch.id > after], limit, tx.watches.authors(),
                                tx.watches.errors())  # fmt: skip

    @app.get("/v1/watches/{watch_id}", tags=["watches"], responses={404: _PROBLEM})
    def watch(watch_id: str) -> WatchShown:
        """One watch, also as the text of a watch file."""
        with state.reading() as tx:
            found = tx.watches.get(watch_id)
            if found is None:
                raise unknown(watch_id)
            return show_watch(found, tx.watches.authors())

    @app.get("/v1/watches/{watch_id}/history", tags=["watches"], responses={404: _PROBLEM})
    def history(watch_id: str) -> list[Change]:
        """Who changed it when, and what it became; oldest first."""
        with state.reading() as tx:
            changes = tx.watches.history(watch_id)
        if not changes:
            raise unknown(watch_id)
        return [Change(at=at, author=author, watch=became) for at, author, became in changes]


def _add_trials(app: FastAPI, state: State, clock: Clock) -> None:
    @app.post("/v1/watches/validate", tags=["watches"], openapi_extra=_BODY, responses={413: _PROBLEM})
    def validate(text: Text) -> Checked:
        """What a text with watches holds, and what is wrong with it; nothing is saved."""
        parsed = parse_watches(text, "")
        return Checked(watches=list(parsed.watches), errors=places_of(parsed, text))

    @app.post("/v1/watches/preview", tags=["watches"], openapi_extra=_BODY, responses=_REFUSED)
    def preview(text: Text, since: Since = "30d", most_per_day: float = Query(MOST_PER_DAY, gt=0)) -> Previews:
        """What the watches of a text would have alerted to; nothing is saved."""
        period, parsed = read_period(since), parse_watches(text, "")
        places = places_of(parsed, text)
        if places and not parsed.watches:
            raise InvalidWatch(places)
        now = clock.now()
        previews = [preview_past(watch, state, period, now, most_per_day) for watch in parsed.watches]
        return Previews(previews=previews, errors=places)


def _add_changes(app: FastAPI, state: State, clock: Clock, look_back: LookBack | None) -> None:
    @app.put("/v1/watches/{watch_id}", tags=["watches"], openapi_extra=_BODY, responses=_REFUSED)
    def put(
        watch_id: str,
        text: Text,
        author: Author,
        response: Response,
        look_back_over: Annotated[
            str | None, Query(alias="look_back", description="Also alert to the last 30d")
        ] = None,
    ) -> Saved:
        """Put a watch in force, in place of the one with this id; every worker follows within two seconds."""
        period = read_period(look_back_over) if look_back_over else None
        watch = read_one(text, watch_id)
        with state.transaction() as tx:
            known = tx.watches.get(watch_id) is not None
            changed = tx.watches.save(watch, author, clock.now())
        response.status_code = 200 if known else 201
        alerts = look_back(watch, period) if period and look_back else ()
        return Saved(watch=watch, changed=changed, look_back=[alert.id for alert in alerts])

    @app.delete("/v1/watches/{watch_id}", tags=["watches"], status_code=204, responses={404: _PROBLEM})
    def delete(watch_id: str, author: Author) -> None:
        """Take a watch out of force; its history and its alerts stay."""
        with state.transaction() as tx:
            if not tx.watches.delete(watch_id, author, clock.now()):
                raise unknown(watch_id)


def list_watches(
    watches: Sequence[Watch], limit: int, authors: Mapping[str, str], errors: list[WatchError]
) -> WatchPage:
    """The first of ``watches``."""
    shown = [show_watch(watch, authors) for watch in watches[:limit]]
    return WatchPage(watches=shown, after=shown[-1].watch.id if len(watches) > limit else None, errors=errors)


def show_watch(watch: Watch, authors: Mapping[str, str]) -> WatchShown:
    """A stored watch may have become invalid: an older version may have taken what this one refuses."""
    invalid = None
    try:
        if watch.about:
            parse_query(watch.about)
    except QueryError as error:
        invalid = str(error)
    return WatchShown(watch=watch, text=write_watches([watch]), author=authors.get(watch.id, ""), invalid=invalid)


def read_one(text: str, watch_id: str) -> Watch:
    """The one watch of a text. Raises ``InvalidWatch`` for anything wrong with it, another id included."""
    parsed = parse_watches(text, "")
    if parsed.errors:
        raise InvalidWatch(places_of(parsed, text))
    ids = [watch.id for watch in parsed.watches]
    if ids == [watch_id]:
        return parsed.watches[0]
    told = f"expected one watch with the id {watch_id}, found {', '.join(ids) or 'none'}"
    raise InvalidWatch([Place(message=told, line=1, column=1, position=0)])


def places_of(parsed: WatchFile, text: str) -> list[Place]:
    starts = [0, *(found.end() for found in _LINE_ENDS.finditer(text))]
    return [_place(error, starts, len(text)) for error in parsed.errors]


def _place(error: WatchError, starts: Sequence[int], end: int) -> Place:
    start = starts[min(error.line, len(starts)) - 1]
    position = min(start + error.column - 1, end)
    return Place(
        message=error.message, line=error.line, column=error.column, position=position, watch_id=error.watch_id
    )


def unknown(watch_id: str) -> NotKnownError:
    return NotKnownError(f"no watch has the id {watch_id!r}")


def _answer_errors(app: FastAPI) -> None:
    def problem(status: int, title: str, detail: str, places: Sequence[Place] = ()) -> JSONResponse:
        position = places[0].position if places else None
        body = WatchProblem(title=title, status=status, detail=detail, position=position, errors=list(places))
        return JSONResponse(body.model_dump(exclude_none=True), status, media_type="application/problem+json")

    @app.exception_handler(InvalidWatch)
    def invalid(_: Request, error: InvalidWatch) -> JSONResponse:
        return problem(422, "The watch cannot be used", str(error), error.places)

    @app.exception_handler(TextTooLarge)
    def too_large(_: Request, error: TextTooLarge) -> JSONResponse:
        return problem(413, "The text is too large", str(error))

    @app.exception_handler(ConfigurationError)
    def unusable(_: Request, error: ConfigurationError) -> JSONResponse:
        return problem(400, "A parameter cannot be used", str(error))
