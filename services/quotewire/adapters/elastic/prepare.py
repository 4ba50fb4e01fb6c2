"""Index templates: what a month's index gets, also when something else than the indexer makes it."""

from collections.abc import Iterator

from quotewire.adapters.elastic.cluster import explained
from quotewire.adapters.elastic.index import ElasticIndex
from quotewire.adapters.elastic.mapping import IndexKind, template_of
from quotewire.settings import ElasticsearchSettings


def put_templates(index: ElasticIndex, settings: ElasticsearchSettings) -> Iterator[str]:
    """Create or replace them; indices that are there stay as they are until ``reindex``."""
    for kind in IndexKind:
        name = f"{settings.prefix}{kind}"
        with explained(settings):
            index.client.indices.put_index_template(name=name, **template_of(kind, settings.prefix, settings.replicas))
        yield f"index template {name}: installed"
