"""All routes in one place."""

from datetime import timedelta
from typing import Any

from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import CollectorRegistry
from pydantic import AwareDatetime, BaseModel
from starlette.exceptions import HTTPException

from quotewire import __version__
from quotewire.api.care import add_care
from quotewire.api.claims import add_claims
from quotewire.api.health import Health
from quotewire.api.not_known import NotKnownError
from quotewire.api.watch_pages import add_watch_pages
from quotewire.api.watches import LookBack, add_watches
from quotewire.curator.decide import ClaimUnknown, DecisionRefused
from quotewire.curator.mute import TargetUnknown
from quotewire.errors import QueryError, QuotewireError, Unavailable
from quotewire.model.alert import Alert, Withheld
from quotewire.model.notice import NoticeKind
from quotewire.model.outcome import Outcome, Step
from quotewire.ports.search import Kind, Page, SearchIndex
from quotewire.ports.state import State
from quotewire.query.parse import parse_query

_MAX_PAGE = 200
_NOTICES = 100


class AlertPage(BaseModel):
    """Alerts, newest first; ``after`` asks for the page behind the last of them."""

    alerts: list[Alert]
    after: str | None


class Trace(BaseModel):
    """What happened to an article, step by step, and where each of its versions ended."""

    article_id: str
    steps: list[Step]
    outcomes: list[Outcome]


class Problem(BaseModel):
    """RFC 9457 problem details."""

    title: str
    status: int
    detail: str
    position: int | None = None


_PROBLEM: dict[str, Any] = {
    "description": "What is wrong, as problem details (RFC 9457)",
    "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
}


def build_app(
    state: State,
    index: SearchIndex,
    health: Health,
    metrics: CollectorRegistry,
    look_back: LookBack | None = None,
) -> FastAPI:
    """The HTTP service over its ports. Handlers are plain functions, so they run in threads and may block."""
    app = FastAPI(
        title="quotewire",
        version=__version__,
        description="Who said what, and who contradicts it.",
        responses={422: _PROBLEM},
    )
    _answer_errors(app)
    _add_alerts(app, state)
    add_care(app, state, health.clock)
    add_watches(app, state, health.clock, look_back)
    add_watch_pages(app, state, health.clock, look_back)
    add_claims(app, state, index, health.clock)
    _add_search(app, index)
    _add_trace(app, state)
    _add_operations(app, state, health, metrics)
    return app


def _add_alerts(app: FastAPI, state: State) -> None:
    @app.get("/v1/alerts", tags=["alerts"], responses={400: _PROBLEM})
    def alerts(
        watch: str | None = Query(None, description="Only alerts of this watch."),
        after: str | None = Query(None, description="Id of the last alert of the page before."),
        limit: int = Query(50, ge=1, le=_MAX_PAGE),
    ) -> AlertPage:
        """Alerts, newest first."""
        with state.reading() as tx:
            if after is not None and tx.alerts.get(after) is None:
                raise QueryError(f"after: no alert has the id {after!r}; ask for the first page again")
            found = list(tx.alerts.list(watch, after, limit))
        return AlertPage(alerts=found, after=found[-1].id if len(found) == limit else None)

    @app.get("/v1/alerts/withheld", tags=["alerts"])
    def withheld(
        watch: str | None = None,
        limit: int = Query(50, ge=1, le=_MAX_PAGE),
        until: AwareDatetime | None = Query(None, description="Leave out what is newer, to go further back."),
    ) -> list[Withheld]:
        """Matches that raised no alert, and why, newest first."""
        with state.reading() as tx:
            return list(tx.alerts.withheld(watch, limit, until))


def _add_search(app: FastAPI, index: SearchIndex) -> None:
    @app.get("/v1/search", tags=["search"], responses={400: _PROBLEM})
    def search(
        q: str = Query(description="Lucene syntax, e.g. drone* AND speaker:peskov"),
        kind: Kind = Kind.ARTICLES,
        limit: int = Query(20, ge=1, le=_MAX_PAGE),
        after: str | None = None,
    ) -> Page:
        """Articles, statements or claims, best first."""
        return index.search(parse_query(q), kind, limit, after)

    @app.get("/v1/statements", tags=["search"], responses={400: _PROBLEM})
    def statements(
        q: str = Query(description="Lucene syntax, e.g. speaker:peskov AND stance:denies"),
        limit: int = Query(20, ge=1, le=_MAX_PAGE),
        after: str | None = None,
    ) -> Page:
        """Statements, best first."""
        return index.search(parse_query(q), Kind.STATEMENTS, limit, after)


def _add_trace(app: FastAPI, state: State) -> None:
    @app.get("/v1/trace", tags=["operations"], responses={404: _PROBLEM})
    def trace(article: str = Query(description="URL, article id or version id.")) -> Trace:
        """What happened to an article."""
        with state.reading() as tx:
            article_id = tx.articles.find(article)
            if article_id is None:
                raise NotKnownError(f"no article is known under {article!r}")
            steps = tx.steps.of(article_id)
            versions = dict.fromkeys(step.version_id for step in steps)
            outcomes = [outcome for version in versions if (outcome := tx.outcomes.get(version))]
        return Trace(article_id=article_id, steps=list(steps), outcomes=outcomes)


def _add_operations(app: FastAPI, state: State, health: Health, metrics: CollectorRegistry) -> None:
    @app.get("/health", tags=["operations"])
    @app.get("/health/ready", tags=["operations"])
    def ready(response: Response) -> dict[str, object]:
        """Whether every part of the service works, and what operators were told in the last 24 hours."""
        report = health.report()
        response.status_code = 200 if report["ready"] else 503
        with state.reading() as tx:
            latest = tx.notices.latest(_NOTICES)
        recent = [one for one in latest if health.clock.now() - one.at < timedelta(days=1)]
        told = [one for one in recent if one.kind is not NoticeKind.HEARTBEAT]
        return {**report, "notices": [f"{one.kind.value}: {one.subject}: {one.text}" for one in told]}

    @app.get("/health/live", tags=["operations"])
    def live() -> dict[str, bool]:
        """Whether the process answers at all."""
        return {"live": True}

    @app.get("/metrics", tags=["operations"], response_class=Response)
    def show_metrics() -> Response:
        """Prometheus text format."""
        return Response(generate_latest(metrics), media_type=CONTENT_TYPE_LATEST)


def _answer_errors(app: FastAPI) -> None:
    def problem(status: int, title: str, error: Exception, detail: str = "") -> JSONResponse:
        position = getattr(error, "position", None)
        body = Problem(title=title, status=status, detail=detail or str(error), position=position)
        headers = getattr(error, "headers", None)
        return JSONResponse(body.model_dump(exclude_none=True), status, headers, "application/problem+json")

    @app.exception_handler(RequestValidationError)
    def bad_parameter(_: Request, error: RequestValidationError) -> JSONResponse:
        told = (f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors())
        return problem(422, "A parameter cannot be used", error, "; ".join(told))

    @app.exception_handler(HTTPException)
    def refused(_: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, "There is nothing to answer", error, error.detail)

    @app.exception_handler(QueryError)
    def bad_query(_: Request, error: QueryError) -> JSONResponse:
        return problem(400, "The query cannot be used", error)

    @app.exception_handler(DecisionRefused)
    def refused_decision(_: Request, error: DecisionRefused) -> JSONResponse:
        return problem(409, "This cannot be decided", error)

    @app.exception_handler(ClaimUnknown)
    @app.exception_handler(TargetUnknown)
    @app.exception_handler(NotKnownError)
    def not_known(_: Request, error: QuotewireError) -> JSONResponse:
        return problem(404, "Not known", error)

    @app.exception_handler(Unavailable)
    def unavailable(_: Request, error: Unavailable) -> JSONResponse:
        return problem(503, "Not available now; try again", error)
