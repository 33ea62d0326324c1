"""The broker, its client and the tickets between them."""
