"""Speed of the labelling on generated text; every word, number and credential is drawn here.

Processor time of this process, so that a busy machine does not count; only the cold start is by the clock.
"""

import base64
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from homeport.labelling.label import label_text
from homeport.labelling.names import NameTagger
from homeport.labelling.scanner import scan
from homeport.text.tokens import estimate_tokens

_PROSE = (
    "avtalet gäller från och med den dag då parterna har skrivit under om inte annat sägs i en bilaga the meeting"
    " was moved to Thursday because several people could not come before noon referat møtet fattet vedtak om"
    " budsjettet for neste år kokous pidettiin maanantaina ja pöytäkirja tarkastettiin die Sitzung wurde nach zwei"
    " Stunden beendet"
)
_WORDS = _PROSE.split()
_ROUNDS = 5
_ROOT = Path(__file__).parents[2]
_MODELS = _ROOT / "resources" / "models" / "names"
_OTHER = _ROOT / "build" / "bench" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
"""An environment with requirements/bench.txt: ``python -m venv build/bench`` and its ``pip install -r``."""

_OTHER_TEXT = 300_000  # characters that the slower program is given


def run() -> list[tuple[str, str, str]]:
    """Rows of what was measured, the figure, and the target."""
    megabyte = _mixed(1_000_000)
    scan(megabyte[:50_000])
    one = _best(lambda: label_text(megabyte, "bench"))
    four = _mixed(4_000_000)
    speed = 4 / _best(lambda: label_text(four, "bench"), 2)
    line = megabyte.replace("\n", " ")
    short_line = _best(lambda: label_text(line, "bench"), 2)
    long_line = _best(lambda: label_text(line * 10, "bench"), 1)
    packed = base64.encodebytes(random.Random(7).randbytes(740_000)).decode()
    tagger, tenth = NameTagger(_model), megabyte[:100_000]
    tagger.people(tenth[:1000], "sv")
    rows = [f"kund 850101-{number:04d} i en kort rad" for number in range(1000)]
    thousand = _best(lambda: [label_text(row, "bench") for row in rows], 2)
    return [
        ("label 1 MB of mixed text, warm", f"{one * 1000:.0f} ms", "40 ms"),
        ("label 4 MB of mixed text, one thread", f"{speed:.1f} MB/s", "40 MB/s"),
        _compared(speed, four[:_OTHER_TEXT]),
        ("label 1 MB of words never seen before", f"{_unseen() * 1000:.0f} ms", ""),
        (
            "1 MB of a base64 attachment",
            f"{_best(lambda: label_text(packed, 'bench'), 1) * 1000:.0f} ms",
            "",
        ),
        ("longest wait of another thread beside a scan of 4 MB", f"{_longest_wait(four) * 1000:.1f} ms", "10 ms"),
        (
            "a single line of 10 MB against one of 1 MB",
            f"{long_line / short_line:.1f} times",
            "linear: about 10 times",
        ),
        ("start of the module with its first scan", f"{_cold() * 1000:.0f} ms", "150 ms"),
        ("label a thousand short rows", f"{thousand:.2f} s", "a few seconds"),
        (
            "people's names in 100 KB, Swedish model",
            f"{0.1 / _best(lambda: tagger.people(tenth, 'sv'), 2):.2f} MB/s",
            "0.3 MB/s",
        ),
        ("estimate the tokens of 1 MB", f"{1 / _best(lambda: estimate_tokens(megabyte)):.1f} MB/s", "5 MB/s"),
    ]


def _model(language: str) -> bytes:
    return (_MODELS / f"{language}.crf").read_bytes()


def _best(work: Callable[[], object], rounds: int = _ROUNDS) -> float:
    """Processor seconds of the fastest of some rounds."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def _mixed(length: int) -> str:
    """Lines of prose in five languages; about one in twenty holds something to find."""
    source = random.Random(11)
    lines: list[str] = []
    size = 0
    while size < length:
        line = " ".join(source.choices(_WORDS, k=14))
        if source.random() < 0.05:
            line += source.choice(
                (
                    f" {source.randrange(10**6):06d}-{source.randrange(10**4):04d}",
                    f" {source.choice(_WORDS)}@example.com",
                    f" 070-174 06 {source.randrange(100):02d}",
                    f" GB{source.randrange(100):02d} WEST {source.randrange(10**4):04d} 5698 7654 32",
                    f" {source.randrange(10**15, 10**16)}",
                    f" api_key = {''.join(source.choices('abcdef0123456789', k=32))}",
                    f" https://example.com/{source.choice(_WORDS)}/{source.randrange(10**6)}",
                )
            )
        lines.append(line)
        size += len(line) + 1
    return "\n".join(lines)[:length]


def _compared(speed: float, text: str) -> tuple[str, str, str]:
    """How many times faster than Presidio without a model, on the beginning of the same text in the same run."""
    what, target = "the same against Presidio without a language model, same run", "at least 200 times"
    if not _OTHER.exists():
        return what, "not measured: there is no environment build/bench with requirements/bench.txt", target
    done = subprocess.run(
        [_OTHER, Path(__file__).with_name("presidio_scan.py")],
        input=text.encode(),
        capture_output=True,
        check=True,
        timeout=300,
    )
    other = len(text) / 1e6 / float(done.stdout)
    return what, f"{speed / other:.0f} times ({other:.3f} MB/s)", target


def _unseen() -> float:
    """Seconds for 1 MB of words made at random, in a process of its own that has labelled other text."""
    code = (
        "import random, time\n"
        "from homeport.labelling.label import label_text\n"
        "source = random.Random(5)\n"
        "letters = 'eeeeaaannnttrriissllooddmmggkkvvpphhuuffbbyycåäöwxz'\n"
        "def word(): return ''.join(source.choices(letters, k=source.randrange(2, 12)))\n"
        "def words(count): return ' '.join(word() for _ in range(count))\n"
        "label_text(words(1000), 'a'); text = words(135_000)[:1_000_000]\n"
        "start = time.process_time(); label_text(text, 'a'); print(time.process_time() - start)"
    )
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)


def _longest_wait(text: str) -> float:
    """The longest that a thread which only wants to run now and then had to wait, as the window's does."""
    done, waits = threading.Event(), [0.0]

    def tick() -> None:
        while not done.is_set():
            before = time.perf_counter()
            time.sleep(0.001)
            waits.append(time.perf_counter() - before - 0.001)

    ticking = threading.Thread(target=tick)
    ticking.start()
    try:
        label_text(text, "bench")
    finally:
        done.set()
        ticking.join()
    return max(waits)


def _cold() -> float:
    """Seconds from the import of the module to the end of its first scan, in a process of its own."""
    code = (
        "import time; start = time.perf_counter()\n"
        "from homeport.labelling.label import label_text\n"
        "label_text('Pnr 850101-9809', 'a'); print(time.perf_counter() - start)"
    )
    taken = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
        for _ in range(3)
    ]
    return min(taken)
