"""The outside, one adapter a technology. Only bootstrap and runtime import from here."""
