"""The services over Kafka, PostgreSQL and Elasticsearch, each a process of its own."""
