"""Turns matches into alerts, each once."""
