"""Engines on this computer."""
