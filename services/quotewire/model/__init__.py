"""Frozen data of the domain: no I/O, no framework, imports nothing else of quotewire."""
