"""Keeps the search index up to date."""
