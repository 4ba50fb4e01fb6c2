"""Countries as lists name them, and the ids of their governments in the seed."""

import re

from quotewire.importers.draft import slug

_WITH_ARTICLE = frozenset(
    "bahamas central-african-republic czech-republic democratic-republic-of-the-congo dominican-republic gambia maldives"
    " marshall-islands netherlands philippines republic-of-the-congo solomon-islands united-arab-emirates united-kingdom"
    " united-states vatican".split()
)
_OTHER_NAMES = {
    "cote-divoire": "ivory-coast",
    "cabo-verde": "cape-verde",
    "czechia": "czech-republic",
    "congo": "republic-of-the-congo",
    "dr-congo": "democratic-republic-of-the-congo",
    "federated-states-of-micronesia": "micronesia",
    "holy-see": "vatican",
    "kingdom-of-denmark": "denmark",
    "kingdom-of-the-netherlands": "netherlands",
    "macedonia": "north-macedonia",
    "naoero": "nauru",
    "peoples-republic-of-china": "china",
    "republic-of-china": "taiwan",
    "republic-of-ireland": "ireland",
    "russian-federation": "russia",
    "state-of-palestine": "palestine",
    "swaziland": "eswatini",
    "timor-leste": "east-timor",
    "turkiye": "turkey",
    "uk": "united-kingdom",
    "united-kingdom-of-great-britain-and-northern-ireland": "united-kingdom",
    "united-states-of-america": "united-states",
    "us": "united-states",
    "usa": "united-states",
    "vatican-city": "vatican",
}
_NATIONAL = re.compile(
    r"(?:federal )?(president|vice president|prime minister|deputy prime minister|chancellor|monarch|king|queen|emir|sultan"
    r"|governor-general|premier)(?: of .*)?",
    re.IGNORECASE,
)
"""Offices of which a country has one, however the list words the country: "President of the French Republic"."""


def government_id(country: str) -> str:
    """The id that the government of a country has in the seed: "Bahamas" and "The Bahamas" are one."""
    plain = re.sub(r"^the-", "", slug(country))
    plain = _OTHER_NAMES.get(plain, plain)
    return f"government-of-the-{plain}" if plain in _WITH_ARTICLE else f"government-of-{plain}"


def title_within(position: str, body: str) -> str:
    """The office without where it is held: "President of Albania" is "president", "Federal Chancellor" "chancellor"."""
    ending = rf"\s+of\s+(?:the\s+)?{re.escape(re.sub(r'^[Tt]he ', '', body))}$"
    bare = re.sub(ending, "", position.strip(), flags=re.IGNORECASE)
    national = _NATIONAL.fullmatch(bare)
    return national.group(1).lower() if national else bare if re.search(r"\b[A-Z]{2,}", bare) else bare.lower()
