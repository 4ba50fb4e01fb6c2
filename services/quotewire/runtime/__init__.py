"""The two ways to run quotewire: embedded in one process, or streaming over real servers."""
