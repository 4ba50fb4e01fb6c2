"""Whom a description means: "the spokesman", "the Florida senator", "the agency", "her campaign"."""

import re
from collections.abc import Sequence

from quotewire.analysis.entities.tokens import fold_name
from quotewire.analysis.statements.naming import Naming
from quotewire.analysis.statements.phrases import Phrase, load_roles
from quotewire.analysis.statements.referents import Referent
from quotewire.model.mention import EntityKind

CAMPS = frozenset({"campaign", "administration", "camp", "team"})
_DEFINITE = frozenset({"the", "this", "that"})
_IGNORED = frozenset({"the", "a", "an", "of", "and", "former", "new", "own", "this", "that", "s", "for"})
_PUBLIC_NAME = re.compile(
    r"\b(?:Department|Ministry|Agency|Administration|Bureau|Commission|Council|Court|Board|Office|Congress|Senate|House|Government)\b"
    r"|^[A-Z][A-Z.]+$"
)
_PRESS_NAME = re.compile(
    r"\b(?:Times|Post|Journal|News|Herald|Tribune|Globe|Gazette|Magazine|Review|Daily|Press|Mail|Guardian|Advocate|Star|Leader|TV"
    r"|Radio|Chronicle|Observer|Register|Sun|Mirror|Telegraph|Examiner|Standard)\b|^(?:CNN|MSNBC|BBC|ABC|NBC|CBS|NPR|AP|AFP)$"
)


def person_candidates(phrase: Phrase, people: Sequence[Referent], naming: Naming) -> list[Referent]:
    """Those whose stated or known office the description names best; for epithets everybody whose gender fits."""
    roles = load_roles()
    if phrase.noun not in roles["person"] | roles["official"] or not phrase.words or phrase.words[0] not in _DEFINITE:
        return []
    gender = "f" if phrase.noun in roles["f"] else "m" if phrase.noun in roles["m"] else None
    fitting = [referent for referent in people if gender is None or referent.gender in (None, gender)]
    scores = {referent.number: _agreement(phrase, referent, naming) for referent in fitting}
    best = max(scores.values(), default=0)
    if best:
        return [referent for referent in fitting if scores[referent.number] == best]
    return fitting if phrase.noun in roles["epithet"] else []


def _agreement(phrase: Phrase, referent: Referent, naming: Naming) -> int:
    """Words shared by the description and one office of the referent; 0 unless the office's noun is shared."""
    wanted = {word for word in phrase.words if word not in _IGNORED}
    offices = [set(fold_name(role)) for role in (*referent.roles, *naming.offices(referent.entity_id))]
    return max((len(wanted & office) for office in offices if phrase.noun in office), default=0)


def body_candidates(phrase: Phrase, bodies: Sequence[Referent]) -> list[Referent]:
    """Bodies whose name has the noun, else those of the kind that the noun says; none when the noun is no body's."""
    roles = load_roles()
    if phrase.noun not in roles["body"] or not phrase.words or phrase.words[0] not in _DEFINITE:
        return []
    named = [referent for referent in bodies if phrase.noun in fold_name(referent.name)]
    if named or phrase.noun in CAMPS:
        return named
    return [referent for referent in bodies if _is_kind(referent, phrase.noun)]


def _is_kind(referent: Referent, noun: str) -> bool:
    roles = load_roles()
    public, press = bool(_PUBLIC_NAME.search(referent.name)), bool(_PRESS_NAME.search(referent.name))
    if noun in {"state", "city", "county", "country", "nation"}:
        return referent.kind is EntityKind.PLACE
    if referent.kind is EntityKind.PLACE:
        return False
    if noun in roles["press"] and press:
        return True
    return public if noun in roles["public"] else not public
