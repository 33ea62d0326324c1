"""Kinds of work with their own instructions and checks; only plain tasks for now."""
