"""Which watches a recorded article satisfies, and why."""
