"""The command line."""

from quotewire.cli.app import main

__all__ = ["main"]
