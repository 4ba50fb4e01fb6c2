"""Brings articles in: from folders, feeds and pages onto the log."""
