"""The parts of the window. They know no service."""
