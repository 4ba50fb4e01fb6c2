"""HTTP with the outside, which is hostile."""
