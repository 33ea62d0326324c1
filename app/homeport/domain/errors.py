"""The two exceptions that cross a port on purpose; every other outcome is a value."""


class UserFacingError(Exception):
    """Something a person can understand and act on.

    Args:
        title: what happened, as one sentence.
        what_next: what the person can do now, as one sentence.
    """

    def __init__(self, title: str, what_next: str) -> None:
        super().__init__(f"{title} {what_next}")
        self.title = title
        self.what_next = what_next


class UserCancelled(Exception):  # noqa: N818 - a decision of the person, not an error
    """The person stopped it; shown to nobody."""
