"""Identifiers with check digits, one file a family; every validator is written from the published format."""
