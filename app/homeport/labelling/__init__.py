"""Find out how sensitive a text is."""
