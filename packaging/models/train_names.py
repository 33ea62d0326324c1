"""Trains the name taggers from corpora given by path, and measures them on sentences held out by their hash.

``python packaging/models/train_names.py CORPORA [LANGUAGE ...] [--measure]`` writes resources/models/names/*.crf.
CORPORA holds ``<language>.<part>.tsv``: token TAB tag (BIO of PER, LOC, ORG), a blank line between sentences. With
``--measure`` one sentence in five is held out and nothing is written. No row of a corpus enters the repository.
"""

import argparse
import hashlib
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pycrfsuite

from homeport.labelling.languages import guess_language
from homeport.labelling.name_features import features, tokens
from homeport.labelling.names import MODELS, NameTagger

ROOT = Path(__file__).resolve().parent.parent.parent
MODELS_FOLDER = ROOT / "resources" / "models" / "names"

CORPORA = {
    "sv": ("sv.train.tsv",),
    "nb": ("nb.dev.tsv", "nn.dev.tsv"),
    "fi": ("fi.train.tsv", "fi.dev.tsv"),
    "da": ("da.train.tsv", "da.dev.tsv"),
    "de": ("de.legal.tsv",),
    "es": ("es.train.tsv",),
    "en": ("en.synth.tsv", "en.synth-templates-seen.tsv"),
}
"""Model to its own corpora only, so that each can be left out by itself."""

PRUNING = {"sv": 0.25, "nb": 0.2, "fi": 0.5, "da": 0.3, "de": 0.5, "es": 0.3, "en": 0.2}
"""L1 weight: so high that all models together stay below 3 MB, at the cost of a point of F1 at most."""

SETTINGS = {
    "c2": 0.02,
    "max_iterations": 100,
    "feature.minfreq": 0,
    "feature.possible_transitions": True,
}
HELD_OUT = 5  # one sentence in so many

Sentence = tuple[tuple[str, ...], tuple[str, ...]]


def sentences_of(path: Path) -> Iterator[Sentence]:
    """Words and tags of each sentence, cut as the product cuts them."""
    words: list[str] = []
    tags: list[str] = []
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        token, _, tag = line.partition("\t")
        if not token:
            if words:
                yield tuple(words), tuple(tags)
            words, tags = [], []
            continue
        for index, (start, end) in enumerate(tokens(token)):
            words.append(token[start:end])
            tags.append(tag if index == 0 or tag == "O" else f"I-{tag[2:]}")


def held_out(sentence: Sentence) -> bool:
    """Whether a sentence is for measuring."""
    return hashlib.sha256(" ".join(sentence[0]).encode()).digest()[0] % HELD_OUT == 0


def train(sentences: list[Sentence], path: Path, pruning: float) -> None:
    """Train one model into a file."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=SETTINGS | {"c1": pruning}, verbose=False)
    for words, tags in sentences:
        trainer.append(features(words), tags)
    trainer.train(str(path))


def measure(sentences: list[Sentence], content: bytes, language: str) -> str:
    """Exact F1 and overlap recall of people's names, and how often the language is guessed, on whole texts."""
    tagger = NameTagger(lambda _: content)
    true = said = exact = overlapping = touched = eager_said = characters = 0
    took = 0.0
    for words, tags in sentences:
        text = " ".join(words)
        gold = list(people_in(words, tags))
        started = time.process_time()
        found = {(named.start, named.end) for named in tagger.people(text, language)}
        took += time.process_time() - started
        true, said, exact = true + len(gold), said + len(found), exact + len(found.intersection(gold))
        overlapping += sum(any(a < end and b > start for a, b in found) for start, end in gold)
        characters += len(text)
        spans = [(named.start, named.end) for named in tagger.people(text, language, eager=True)]
        touched += sum(any(a < end and b > start for a, b in spans) for start, end in gold)
        eager_said += len(spans)
    texts = [
        " ".join(word for words, _ in sentences[i : i + 4] for word in words) for i in range(0, len(sentences), 4)
    ]
    guessed = sum(MODELS.get(guess_language(text)) == language for text in texts)
    precision, recall = exact / max(1, said), exact / max(1, true)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    of_names = max(1, true)
    return (
        f"{language} names {true} precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}"
        f" overlap recall {overlapping / of_names:.3f}, eager {touched / of_names:.3f} with {eager_said} said;"
        f" language guessed {guessed / max(1, len(texts)):.3f}; {characters / 1e6 / took:.2f} MB/s;"
    )


def people_in(words: tuple[str, ...], tags: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Characters of the people's names in the words joined by blanks."""
    position, start, end = 0, -1, -1
    for word, tag in zip(words, tags, strict=True):
        if tag == "I-PER" and start >= 0:
            end = position + len(word)
        else:
            if start >= 0:
                yield start, end
            start, end = (position, position + len(word)) if tag.endswith("-PER") else (-1, -1)
        position += len(word) + 1
    if start >= 0:
        yield start, end


def main() -> int:
    """Train or measure the languages asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE")
    parser.add_argument("--measure", action="store_true")
    args = parser.parse_args()
    MODELS_FOLDER.mkdir(parents=True, exist_ok=True)
    for language in args.languages or CORPORA:
        sentences = [each for name in CORPORA[language] for each in sentences_of(args.corpora / name)]
        if args.measure:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "model.crf"
                train([each for each in sentences if not held_out(each)], path, PRUNING[language])
                said = measure([each for each in sentences if held_out(each)], path.read_bytes(), language)
                sys.stdout.write(f"{said} {path.stat().st_size / 1e6:.2f} MB\n")
        else:
            path = MODELS_FOLDER / f"{language}.crf"
            train(sentences, path, PRUNING[language])
            sys.stdout.write(f"{path.name} {path.stat().st_size / 1e6:.2f} MB\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
