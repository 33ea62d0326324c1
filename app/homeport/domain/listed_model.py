"""A model that this program may get by itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListedModel:
    """One entry of the program's own list: where from, and by which hash it is known.

    `points_to` names hosts that the answer may point to; ``*.example.org`` stands for all below it. `tried` is the
    day on which this program last got it from there, or ``never``.
    """

    name: str
    file: str
    url: str
    points_to: tuple[str, ...]
    sha256: str  # lower-case hex
    size_bytes: int
    parameters: str
    quantization: str
    context_trained: int  # tokens
    licence: str
    languages: str
    note: str
    tried: str
