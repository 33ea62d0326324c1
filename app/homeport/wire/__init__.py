"""Wire formats: pure functions from a request to bytes, and from bytes to events."""
