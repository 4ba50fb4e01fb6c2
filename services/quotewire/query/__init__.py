"""The query language: one tree, three readings (in-stream, Elasticsearch, SQLite full text) that agree."""
