"""The encoder: one pass of a small network over a text finds attributions and names."""
