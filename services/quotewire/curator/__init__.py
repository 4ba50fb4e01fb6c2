"""Claims in people's hands: joined and parted, looked at, exported."""
