"""Ways to reach people: each channel is one ``send``."""
