"""quotewire: who said what, about what, whether it is new, and who contradicts it."""

__version__ = "0.1.0"
