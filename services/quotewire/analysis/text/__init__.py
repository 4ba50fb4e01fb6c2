"""From bytes to title, body and what a page says of itself."""
