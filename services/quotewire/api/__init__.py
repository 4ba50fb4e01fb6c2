"""What the running service answers on localhost."""
