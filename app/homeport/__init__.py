"""Homeport: a local-first assistant for sensitive documents that shows its route."""

__version__ = "0.1.0"
