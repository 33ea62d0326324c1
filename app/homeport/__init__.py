"""Homeport: a local-first assistant for sensitive documents that shows its route."""
