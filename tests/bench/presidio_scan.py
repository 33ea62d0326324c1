"""Run by bench_labelling.py in an environment of its own: how fast Presidio reads the text on its standard input.

Presidio's default recognisers without a language model, on pieces of 100 KB: the kindest way to measure it. Prints
the processor seconds of the best of two rounds.
"""

import sys
import time

from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NoOpNlpEngine

_PIECE = 100_000
_ROUNDS = 2


def main() -> None:
    """Measure and print."""
    text = sys.stdin.buffer.read().decode("utf-8")
    pieces = [text[place : place + _PIECE] for place in range(0, len(text), _PIECE)]
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"])
    registry.remove_recognizer("SpacyRecognizer")
    engine = AnalyzerEngine(
        registry=registry,
        nlp_engine=NoOpNlpEngine(models=[{"lang_code": "en", "model_name": "none"}]),
        supported_languages=["en"],
    )
    engine.analyze(pieces[0][:1000], language="en")
    taken = []
    for _ in range(_ROUNDS):
        start = time.process_time()
        for piece in pieces:
            engine.analyze(piece, language="en")
        taken.append(time.process_time() - start)
    sys.stdout.write(f"{min(taken)}\n")


if __name__ == "__main__":
    main()
