"""Public lists of people and institutions, read into entities.

Each reader takes the text of a file and what to write down as its provenance, and returns entities; none opens files
or asks a network. ``READERS`` names the formats.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from quotewire.importers.followthemoney import read_followthemoney
from quotewire.importers.table import read_table
from quotewire.importers.us_executive import read_us_executive
from quotewire.importers.us_legislators import read_us_legislators
from quotewire.importers.wikidata import read_wikidata
from quotewire.importers.world_leaders import read_world_leaders
from quotewire.model.entity import Entity

Reader = Callable[[str, str], list[Entity]]

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "csv": read_table,
        "followthemoney": read_followthemoney,
        "us-executive": read_us_executive,
        "us-legislators": read_us_legislators,
        "wikidata": read_wikidata,
        "world-leaders": read_world_leaders,
    }
)
