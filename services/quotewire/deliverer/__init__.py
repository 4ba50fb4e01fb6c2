"""Brings alerts to channels."""
