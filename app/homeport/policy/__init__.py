"""Load and decide routing policies."""
