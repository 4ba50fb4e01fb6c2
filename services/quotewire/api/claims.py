"""Routes for claims: look at them, export them, merge and split them."""

from fastapi import FastAPI, Query
from pydantic import BaseModel, Field

from quotewire.curator import decide
from quotewire.curator.claimreview import Json, review_claim
from quotewire.curator.page import ClaimPage, read_page
from quotewire.model.claim import Claim
from quotewire.ports.clock import Clock
from quotewire.ports.search import SearchIndex
from quotewire.ports.state import State


class Merging(BaseModel):
    """The other claim, and who decides."""

    other: str = Field(min_length=1, max_length=200, description="Id of the claim that is the same as this one.")
    author: str = Field(min_length=1, max_length=200)


class Parting(BaseModel):
    """Statements to take from this claim, the wording of the claim that they found, and who decides."""

    statements: list[str] = Field(min_length=1, max_length=10_000)
    author: str = Field(min_length=1, max_length=200)
    text: str = Field("", max_length=2_000, description="One of the statements' wordings if empty.")


class Moving(BaseModel):
    """Statements of another claim to put on this one, and who decides."""

    statements: list[str] = Field(min_length=1, max_length=10_000)
    author: str = Field(min_length=1, max_length=200)


def add_claims(app: FastAPI, state: State, index: SearchIndex, clock: Clock) -> None:
    """Everything under claims."""
    _add_looks(app, state)
    _add_decisions(app, state, index, clock)


def _add_looks(app: FastAPI, state: State) -> None:
    @app.get("/v1/claims", tags=["claims"])
    def claims(limit: int = Query(50, ge=1, le=200)) -> list[Claim]:
        """Those that were spoken to last."""
        with state.reading() as tx:
            return list(tx.claims.latest(limit))

    @app.get("/v1/claims/{claim_id}", tags=["claims"])
    def claim(claim_id: str) -> ClaimPage:
        """Timeline, contradictions, changes of position, spread. An id that was merged away leads to what stands for it."""
        with state.reading() as tx:
            return read_page(claim_id, tx)

    @app.get("/v1/claims/{claim_id}/claimreview", tags=["claims"])
    def claimreview(claim_id: str) -> Json:
        """As JSON-LD in schema.org's vocabulary."""
        with state.reading() as tx:
            return review_claim(read_page(claim_id, tx))


def _add_decisions(app: FastAPI, state: State, index: SearchIndex, clock: Clock) -> None:
    @app.post("/v1/claims/{claim_id}/merge", tags=["claims"])
    def merge(claim_id: str, body: Merging) -> Claim:
        """Make two claims one; the one that was seen first keeps its id."""
        return decide.merge(state, index, (claim_id, body.other), decide.Author(body.author, clock.now()))

    @app.post("/v1/claims/{claim_id}/split", tags=["claims"], status_code=201)
    def split(claim_id: str, body: Parting) -> Claim:
        """Found a claim of their own on some of the claim's statements."""
        by = decide.Author(body.author, clock.now())
        return decide.split(state, index, claim_id, body.statements, body.text, by)

    @app.post("/v1/claims/{claim_id}/statements", tags=["claims"])
    def move(claim_id: str, body: Moving) -> Claim:
        """Put statements of another claim on this one."""
        return decide.move(state, index, body.statements, claim_id, decide.Author(body.author, clock.now()))
