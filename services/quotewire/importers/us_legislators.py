"""Members of the US Congress: ``legislators-current.yaml`` of unitedstates/congress-legislators."""

from collections.abc import Iterator
from typing import Any

from quotewire.importers.us_people import read_people
from quotewire.model.entity import Entity

_CHAMBERS = {"sen": ("senator", "us-senate"), "rep": ("representative", "us-house-of-representatives")}
_STATES = dict(
    pair.split("=")
    for pair in (
        "AL=Alabama AK=Alaska AZ=Arizona AR=Arkansas CA=California CO=Colorado CT=Connecticut DE=Delaware FL=Florida GA=Georgia"
        " HI=Hawaii ID=Idaho IL=Illinois IN=Indiana IA=Iowa KS=Kansas KY=Kentucky LA=Louisiana ME=Maine MD=Maryland"
        " MA=Massachusetts MI=Michigan MN=Minnesota MS=Mississippi MO=Missouri MT=Montana NE=Nebraska NV=Nevada"
        " NH=New_Hampshire NJ=New_Jersey NM=New_Mexico NY=New_York NC=North_Carolina ND=North_Dakota OH=Ohio OK=Oklahoma"
        " OR=Oregon PA=Pennsylvania RI=Rhode_Island SC=South_Carolina SD=South_Dakota TN=Tennessee TX=Texas UT=Utah VT=Vermont"
        " VA=Virginia WA=Washington WV=West_Virginia WI=Wisconsin WY=Wyoming"
    ).split()
)


def read_us_legislators(text: str, provenance: str) -> list[Entity]:
    """Senators and representatives; terms that follow one another are one. "senator from Florida" is an office too."""
    return read_people(text, provenance, _offices)


def _offices(term: dict[str, Any]) -> Iterator[tuple[str, str]]:
    title, chamber = _CHAMBERS.get(str(term.get("type")), (None, ""))
    if title:
        yield title, chamber
        state = _STATES.get(str(term.get("state")), "").replace("_", " ")
        if state:
            yield f"{title} from {state}", chamber
