"""Routes for what people do with alerts: acknowledge, assign, comment, judge, mute; deliveries and feeds."""

from collections.abc import Sequence
from datetime import datetime

from fastapi import FastAPI, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, Field

from quotewire.api import atom, json_feed
from quotewire.api.not_known import NotKnownError
from quotewire.curator.mute import save_mute
from quotewire.model.alert import Alert, Delivery
from quotewire.model.care import ActionKind, AlertAction, Feedback, Mute, MuteKind
from quotewire.model.notice import Notice
from quotewire.ports.clock import Clock
from quotewire.ports.state import State, Transaction

_FEED_LENGTH = 50


class Act(BaseModel):
    """Who does something with an alert."""

    author: str = Field(min_length=1, max_length=200)
    text: str = Field("", max_length=10_000)


class ActWithText(Act):
    """``text`` is the assignee or the comment."""

    text: str = Field(min_length=1, max_length=10_000)


class Judgement(BaseModel):
    """What is wrong with an alert."""

    author: str = Field(min_length=1, max_length=200)
    feedback: Feedback


class NewMute(BaseModel):
    """What to mute, and until when; without ``until`` it holds until it is lifted."""

    kind: MuteKind
    target: str = Field(min_length=1, max_length=500)
    author: str = Field(min_length=1, max_length=200)
    until: AwareDatetime | None = None
    comment: str = ""


class Attempt(BaseModel):
    """One attempt to deliver an alert."""

    at: datetime
    delivery: Delivery


class Deliveries(BaseModel):
    """How an alert stands with each channel, and every attempt."""

    deliveries: list[Delivery]
    attempts: list[Attempt]


def add_care(app: FastAPI, state: State, clock: Clock) -> None:
    """Everything under an alert, the mutes, the feeds and the notices."""
    _add_actions(app, state, clock)
    _add_mutes(app, state, clock)
    _add_looks(app, state)
    _add_feeds(app, state)


def _add_actions(app: FastAPI, state: State, clock: Clock) -> None:
    def act(alert_id: str, kind: ActionKind, author: str, text: str) -> AlertAction:
        with state.transaction() as tx:
            action = AlertAction(alert_id, _find(alert_id, tx).watch_id, kind, author, clock.now(), text)
            tx.actions.add(action)
        return action

    @app.post("/v1/alerts/{alert_id}/ack", tags=["alerts"], status_code=201)
    def acknowledge(alert_id: str, body: Act) -> AlertAction:
        """Somebody has seen it."""
        return act(alert_id, ActionKind.ACKNOWLEDGE, body.author, body.text)

    @app.post("/v1/alerts/{alert_id}/assign", tags=["alerts"], status_code=201)
    def assign(alert_id: str, body: ActWithText) -> AlertAction:
        """Give it to the person named in ``text``."""
        return act(alert_id, ActionKind.ASSIGN, body.author, body.text)

    @app.post("/v1/alerts/{alert_id}/comment", tags=["alerts"], status_code=201)
    def comment(alert_id: str, body: ActWithText) -> AlertAction:
        """Say something about it."""
        return act(alert_id, ActionKind.COMMENT, body.author, body.text)

    @app.post("/v1/alerts/{alert_id}/feedback", tags=["alerts"], status_code=201)
    def judge(alert_id: str, body: Judgement) -> AlertAction:
        """Say what is wrong with it."""
        return act(alert_id, ActionKind.FEEDBACK, body.author, body.feedback.value)

    @app.get("/v1/feedback", tags=["alerts"])
    def feedback() -> dict[str, dict[Feedback, int]]:
        """How many alerts of each watch were called what."""
        with state.reading() as tx:
            return {watch_id: dict(counts) for watch_id, counts in tx.actions.feedback().items()}


def _add_mutes(app: FastAPI, state: State, clock: Clock) -> None:
    @app.get("/v1/mutes", tags=["alerts"])
    def mutes() -> list[Mute]:
        """What raises no alerts now."""
        with state.reading() as tx:
            return tx.mutes.in_force(clock.now())

    @app.post("/v1/mutes", tags=["alerts"], status_code=201)
    def mute(body: NewMute) -> Mute:
        """Raise no alerts for a watch, a speaker or a claim, nor send what comes due meanwhile; what was tried is tried on."""
        made = Mute(body.kind, body.target, body.author, clock.now(), body.until, body.comment)
        with state.transaction() as tx:
            save_mute(made, tx)
        return made

    @app.delete("/v1/mutes/{kind}/{target}", tags=["alerts"], status_code=204)
    def unmute(kind: MuteKind, target: str) -> None:
        """Raise alerts again."""
        with state.transaction() as tx:
            if not tx.mutes.lift(kind, target):
                raise NotKnownError(f"{kind.value} {target} is not muted")


def _add_looks(app: FastAPI, state: State) -> None:
    @app.get("/v1/alerts/{alert_id}/actions", tags=["alerts"])
    def actions(alert_id: str) -> list[AlertAction]:
        """What people did with it, in order of time."""
        with state.reading() as tx:
            _find(alert_id, tx)
            return tx.actions.of(alert_id)

    @app.get("/v1/alerts/{alert_id}/deliveries", tags=["alerts"])
    def deliveries(alert_id: str) -> Deliveries:
        """How it stands with each channel, and every attempt to send it."""
        with state.reading() as tx:
            _find(alert_id, tx)
            attempts = [Attempt(at=at, delivery=tried) for at, tried in tx.outbox.attempts(alert_id)]
            return Deliveries(deliveries=tx.outbox.of(alert_id), attempts=attempts)

    @app.get("/v1/notices", tags=["operations"])
    def notices(limit: int = Query(50, ge=1, le=200)) -> list[Notice]:
        """What operators were told, newest first."""
        with state.reading() as tx:
            return tx.notices.latest(limit)


def _add_feeds(app: FastAPI, state: State) -> None:
    def latest(watch_id: str) -> tuple[str, Sequence[Alert]]:
        with state.reading() as tx:
            watch = tx.watches.get(watch_id)
            if watch is None:
                raise NotKnownError(f"no watch has the id {watch_id!r}")
            return watch.title, tx.alerts.list(watch_id, limit=_FEED_LENGTH)

    @app.get("/v1/watches/{watch_id}/feed.atom", tags=["alerts"], response_class=Response)
    def feed(watch_id: str, request: Request) -> Response:
        """The watch's latest alerts as an Atom feed."""
        title, alerts = latest(watch_id)
        return Response(atom.build_feed(watch_id, title, str(request.url), alerts), media_type=atom.MEDIA_TYPE)

    @app.get("/v1/watches/{watch_id}/feed.json", tags=["alerts"], response_class=Response)
    def feed_as_json(watch_id: str, request: Request) -> Response:
        """The watch's latest alerts as a JSON Feed 1.1."""
        title, alerts = latest(watch_id)
        feed = json_feed.build_json_feed(watch_id, title, str(request.url), alerts)
        return Response(feed, media_type=json_feed.MEDIA_TYPE)


def _find(alert_id: str, tx: Transaction) -> Alert:
    alert = tx.alerts.get(alert_id)
    if alert is None:
        raise NotKnownError(f"no alert has the id {alert_id!r}")
    return alert
