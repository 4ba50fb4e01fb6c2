"""Which statements speak to the same proposition."""
