"""Makes the pictures of docs/guide/first-ten-minutes.md again, from the real program worked by keys.

Run it with the environment of `make setup`; it takes about two minutes and needs no display and no network.
"""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from PIL import Image  # noqa: E402

from fakes.first_matter import write_matter  # noqa: E402 - found through the line above
from fakes.llama_server import LlamaServer  # noqa: E402
from fakes.ollama_front import MODEL, OllamaFront  # noqa: E402
from fakes.profile import PASSPHRASE, Profile  # noqa: E402
from fakes.window_run import run_window  # noqa: E402

PICTURES = ROOT / "docs" / "guide" / "pictures"
README_PICTURE = ROOT / "docs" / "pictures" / "window.png"
ON_README = "finding"
LARGEST = 120_000
"""Bytes of one picture: a page of them still loads at once."""


def keep(picture: Path, to: Path) -> None:
    """Write a picture with a palette of 256 colours."""
    with Image.open(picture) as image:
        few = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        few.save(to, optimize=True)
    if to.stat().st_size > LARGEST:
        raise SystemExit(f"{to.name} is larger than {LARGEST} bytes: {to.stat().st_size}")


def main() -> None:
    """Walk, and keep every picture under its own name."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, LlamaServer(n_ctx=4096) as server:
        home = Path(folder) / "home"
        home.mkdir()
        given = {"passphrase": PASSPHRASE, "model": MODEL, **write_matter(home / "Matter")}
        with OllamaFront(server.url, server.api_key, server.n_ctx) as ollama:
            for script in ("first_minutes", "back_again"):
                ran = run_window(Profile(home), script, Path(folder) / script, given=given | {"url": ollama.url})
                for picture in ran.pictures:
                    keep(picture, PICTURES / picture.name)
                    if picture.stem == ON_README:
                        keep(picture, README_PICTURE)


if __name__ == "__main__":
    main()
