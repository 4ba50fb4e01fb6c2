"""Pages to look at watches, try them and change them: server-rendered, without scripts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader

from quotewire.api.forms import HEADERS, Tokens, read_form
from quotewire.api.preview import preview_past
from quotewire.api.watches import InvalidWatch, LookBack, Place, list_watches, places_of, read_one, unknown
from quotewire.errors import ConfigurationError
from quotewire.matching.period import read_period
from quotewire.matching.preview import Preview, Sample
from quotewire.matching.watchfile import parse_watches
from quotewire.matching.watchtext import write_watches
from quotewire.model.watch import Watch
from quotewire.ports.clock import Clock
from quotewire.ports.state import State

_PAGE = 200
_NEW = "id: \ntitle: \nsaid_by: []\nabout: \nalert: {mode: immediate}\n"
_STALE = "this form is too old or came from elsewhere: nothing was changed; send it again"

Form = Annotated[Mapping[str, str], Depends(read_form)]


@dataclass(frozen=True)
class _Problem:
    """``shown`` is the line that is wrong, ``caret`` points at the character below it."""

    message: str
    line: int = 0
    column: int = 0
    shown: str = ""
    caret: str = ""


@dataclass
class _Edit:
    """What the page of one watch shows. ``seen`` is how many changes the watch had when it was loaded."""

    text: str
    original: str = ""
    seen: int = 0
    author: str = ""
    since: str = "30d"
    problems: list[_Problem] = field(default_factory=list)
    previews: list[Preview] = field(default_factory=list)
    history: Sequence[tuple[Any, ...]] = ()
    status: int = 200


class Refused(Exception):
    """What somebody asked for is not done, for these reasons."""

    def __init__(self, *problems: _Problem, status: int = 422) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems
        self.status = status


def add_watch_pages(app: FastAPI, state: State, clock: Clock, look_back: LookBack | None) -> None:
    """``/watches``, ``/watches/new`` and ``/watches/edit/ID``."""
    pages = _Pages(state, clock, look_back)

    @app.get("/watches/style.css", include_in_schema=False)
    def style() -> Response:
        return Response(pages.source("style.css"), media_type="text/css", headers=HEADERS)

    @app.get("/watches", include_in_schema=False, response_class=HTMLResponse)
    def watches(after: str = "") -> Response:
        return pages.overview(after)

    @app.get("/watches/new", include_in_schema=False, response_class=HTMLResponse)
    def new(request: Request) -> Response:
        return pages.show(request, _Edit(_NEW))

    @app.get("/watches/edit/{watch_id}", include_in_schema=False, response_class=HTMLResponse)
    def edit(request: Request, watch_id: str) -> Response:
        return pages.show(request, pages.load(watch_id))

    @app.post("/watches/edit", include_in_schema=False, response_class=HTMLResponse)
    def change(request: Request, form: Form) -> Response:
        return pages.change(request, form)


class _Pages:
    """The pages over their ports."""

    def __init__(self, state: State, clock: Clock, look_back: LookBack | None) -> None:
        self._state = state
        self._clock = clock
        self._look_back = look_back
        self._tokens = Tokens()
        self._templates = Environment(loader=PackageLoader("quotewire.api", "pages"), autoescape=True)

    def source(self, name: str) -> str:
        loader = self._templates.loader
        return loader.get_source(self._templates, name)[0] if loader else ""

    def overview(self, after: str) -> Response:
        with self._state.reading() as tx:
            watches = [watch for watch in tx.watches.all() if watch.id > after]
            page = list_watches(watches, _PAGE, tx.watches.authors(), tx.watches.errors())
            feedback = tx.actions.feedback()
        shown = self._templates.get_template("watches.html").render(page=page, feedback=feedback)
        return HTMLResponse(shown, headers=HEADERS)

    def load(self, watch_id: str) -> _Edit:
        with self._state.reading() as tx:
            watch, history = tx.watches.get(watch_id), tx.watches.history(watch_id)
        if watch is None:
            raise unknown(watch_id)
        return _Edit(write_watches([watch]), watch_id, len(history), history=history)

    def show(self, request: Request, edit: _Edit) -> Response:
        response = HTMLResponse(status_code=edit.status, headers=HEADERS)
        token = self._tokens.give(request, response)
        template = self._templates.get_template("watch.html")
        shown = template.render(**vars(edit), token=token, looks_back=self._look_back is not None, pieces=pieces)
        response.body = shown.encode()
        response.headers["content-length"] = str(len(response.body))
        return response

    def change(self, request: Request, form: Mapping[str, str]) -> Response:
        """Done and led to the list, or the form again with what is wrong."""
        seen = form.get("seen", "0")
        edit = _Edit(form.get("text", ""), form.get("original", ""), int(seen) if seen.isdecimal() else 0)
        edit.author, edit.since = form.get("author", ""), form.get("since", edit.since)
        try:
            self._expect_own(request, form)
            if form.get("act", "preview") == "preview":
                edit.previews = self._try(edit)
                return self.show(request, edit)
            self._save(edit, form["act"])
        except Refused as refused:
            edit.problems, edit.status = [*refused.problems], refused.status
            return self.show(request, edit)
        return RedirectResponse("/watches", 303, headers=HEADERS)

    def _expect_own(self, request: Request, form: Mapping[str, str]) -> None:
        if not self._tokens.fits(request, form.get("token", "")):
            raise Refused(_Problem(_STALE), status=403)

    def _try(self, edit: _Edit) -> list[Preview]:
        parsed = parse_watches(edit.text, "")
        if parsed.errors:
            raise Refused(*_problems(places_of(parsed, edit.text), edit.text))
        now, period = self._clock.now(), _period(edit.since)
        return [preview_past(watch, self._state, period, now) for watch in parsed.watches]

    def _save(self, edit: _Edit, act: str) -> None:
        if not edit.author.strip():
            raise Refused(_Problem("your name is kept in the history: expected a name"))
        period = _period(edit.since)
        watch = None if act == "delete" else _read(edit)
        with self._state.transaction() as tx:
            name = watch.id if watch else edit.original
            if len(tx.watches.history(name)) != edit.seen and tx.watches.get(name) is not None:
                raise Refused(
                    _Problem(f"{name} was changed or made by somebody else meanwhile: load it again"), status=409
                )
            if watch:
                tx.watches.save(watch, edit.author.strip(), self._clock.now())
            elif not tx.watches.delete(name, edit.author.strip(), self._clock.now()):
                raise unknown(name)
        if watch and act == "look back" and self._look_back:
            self._look_back(watch, period)


def pieces(sample: Sample) -> Iterator[tuple[str, bool]]:
    """The excerpt cut at its highlights; each piece with whether it is marked."""
    edges = sorted({0, len(sample.excerpt), *(edge for span in sample.highlights for edge in (span.start, span.end))})
    for start, end in pairwise(edges):
        marked = any(span.start <= start and end <= span.end for span in sample.highlights)
        yield sample.excerpt[start:end], marked


def _read(edit: _Edit) -> Watch:
    parsed = parse_watches(edit.text, "")
    wanted = edit.original or next((watch.id for watch in parsed.watches), "")
    try:
        return read_one(edit.text, wanted)
    except InvalidWatch as error:
        raise Refused(*_problems(error.places, edit.text)) from error


def _period(since: str) -> timedelta:
    try:
        return read_period(since)
    except ConfigurationError as error:
        raise Refused(_Problem(str(error))) from error


def _problems(places: Sequence[Place], text: str) -> list[_Problem]:
    lines = text.split("\n")
    return [
        _Problem(place.message, place.line, place.column, lines[place.line - 1], " " * (place.column - 1) + "^")
        if place.line <= len(lines)
        else _Problem(place.message, place.line, place.column)
        for place in places
    ]
