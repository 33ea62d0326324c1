"""The passphrase of the vault, as whoever asks for it and whoever needs it see it."""

SHORTEST_PASSPHRASE = 8
"""Characters. A floor against empty and careless ones, no measure of strength."""


class WithoutRecord(Exception):  # noqa: N818 - a decision of the person, not an error
    """The person works without the record this time: keys and record last for this run only."""
