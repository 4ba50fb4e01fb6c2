"""Reads articles: first each alone (analyse), then in the light of all others (record)."""
