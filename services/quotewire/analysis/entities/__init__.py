"""Known people, organisations and governments, and the names in a text that stand for them."""
