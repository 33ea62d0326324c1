"""Sheets and cards that open over the window, never with a loop of their own."""
