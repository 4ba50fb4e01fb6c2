"""``python -m quotewire``."""

from quotewire.cli import main

if __name__ == "__main__":
    main()
