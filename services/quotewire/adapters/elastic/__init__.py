"""The search index on Elasticsearch."""

from quotewire.adapters.elastic.index import ElasticIndex

__all__ = ["ElasticIndex"]
