"""Plain values and list models that the views show."""
