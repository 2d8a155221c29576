"""Products of a style: by words, by a picture, by both, or like another product.

Words are looked up twice: as what the encoder sees in them, and as they stand in the catalogue.  A word that neither
knows is named and left out, never embedded in silence: an encoder gives any word a vector.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.errors import InputError, SegmentDataError
from segments.embeddings import Encoder
from segments.kept import load_centre
from segments.shelf import Shelf

if TYPE_CHECKING:
    from segments.index import ProductIndex
    from segments.tastes import Centre

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
EMPTY = frozenset(("a", "an", "and", "the", "of", "with", "for", "in", "on", "photo"))
SPOKEN = frozenset(
    ("blazer", "jacket", "blouse", "top", "body", "suit", "baby", "dress", "gown", "hat", "cap", "hoodie", "hooded",
     "sweatshirt", "long", "short", "sleeve", "longsleeve", "sweater", "coat", "outerwear", "pants", "trousers",
     "polo", "shirt", "button", "shoes", "sneakers", "shorts", "skirt", "t-shirt", "tee", "tank", "undershirt", "black",
     "white", "grey", "navy", "blue", "light", "teal", "green", "olive", "yellow", "mustard", "orange", "red",
     "burgundy", "pink", "purple", "brown", "beige", "cream", "plain", "striped", "checked", "dotted", "floral",
     "patterned", "printed")
)  # fmt: skip
"""What the small encoder has learned to say; those of the hub know every word."""
SMALL = "compact_encoder@"
LITERAL = 5.0
"""What a catalogue word counts, in standard deviations of how alike pictures are."""
EXACT_ROWS = 50_000
"""Up to so many products are compared one by one, without an index."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Rows with the cosine of each to the question (0 where only its words fit), and the words that nobody knows."""

    rows: tuple[int, ...]
    scores: tuple[float, ...]
    unknown: tuple[str, ...] = ()
    by_words: bool = False
    """Whether only the catalogue's words were compared, since the encoder is not the one of the import."""


class Finder:
    """Searches one shelf.  The first search reads the catalogue's vectors; nothing else is loaded."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._lock = threading.Lock()

    def like(self, row: int, count: int) -> Answer:
        """Products like another one.  Raises InputError when it has neither picture nor words."""
        return self.near(self.vector(row), count, leave_out=(row,))

    def vector(self, row: int) -> Floats:
        """The centred vector of a product, (d,).  Raises InputError when it has none."""
        vectors = self._centred
        if not 0 <= row < len(vectors) or not vectors[row].any():
            raise InputError("This product has neither a picture nor words to compare.", "Choose another one.")
        return np.asarray(vectors[row])

    def near(self, vector: Floats, count: int, leave_out: Sequence[int] = ()) -> Answer:
        """The products nearest to a centred unit vector (d,), nearest first."""
        wanted = min(len(self._centred), count + len(leave_out))
        if len(self._centred) <= EXACT_ROWS:
            cosines = self._centred @ vector
            rows = np.argsort(-cosines, kind="stable")[:wanted]
            found = [(int(row), float(cosines[row])) for row in rows]
        else:
            rows, cosines = self._index.search(vector[None], wanted)
            found = [(int(row), float(cosine)) for row, cosine in zip(rows[0], cosines[0], strict=True) if row >= 0]
        found = [pair for pair in found if pair[0] not in leave_out and pair[1] > 0][:count]
        return Answer(rows=tuple(row for row, _ in found), scores=tuple(score for _, score in found))

    def find(self, words: str, picture: Floats | None, encoder: Encoder | None, count: int) -> Answer:
        """Products by words, a picture (its encoder vector, (d,)), or both.

        `encoder` is the import's own, or None where that is not at hand: then words are looked up in the catalogue
        only.  Raises InputError when no word is known or nothing fits.
        """
        tokens = read_words(words)
        known, unknown = self._sort_out(tokens, encoder)
        if not known and picture is None:
            named = ", ".join(f"“{word}”" for word in unknown) or "nothing"
            raise InputError(f"The studio knows {named} neither from this shop nor from pictures.", self._suggest())
        scores, cosines = np.zeros(len(self._centred), np.float32), np.zeros(len(self._centred), np.float32)
        if picture is not None:
            cosines = self._centred @ self._centre.centre(picture[None])[0]
            scores += _standard(cosines)
        literal = self._literal(known)
        spoken = [word for word in known if _is_spoken(word, encoder)]
        if encoder is not None and encoder.encode_texts is not None and spoken:
            text = encoder.encode_texts([" ".join(spoken)])[0]
            scores += _standard(np.asarray(self.shelf.snapshot.vectors()) @ text) + LITERAL * literal
        elif known:
            scores += 4 * LITERAL * literal
            if picture is None:
                scores[literal == 0] = -np.inf
        rows = [int(row) for row in np.argsort(-scores, kind="stable")[:count] if np.isfinite(scores[row])]
        if not rows:
            raise InputError("No product fits.", self._suggest())
        return Answer(
            rows=tuple(rows), scores=tuple(float(cosines[row]) for row in rows), unknown=tuple(unknown),
            by_words=encoder is None and bool(known),
        )  # fmt: skip

    def fits(self, rows: Sequence[int]) -> list[tuple[str, float] | None]:
        """The id of the segment whose taste each product is nearest to, with the cosine; None without a vector."""
        segments = self.shelf.segments
        if not segments or not len(rows):
            return [None] * len(rows)
        tastes = np.stack([each.taste.vector for each in segments])
        cosines = self._centred[list(rows)] @ tastes.T
        best = cosines.argmax(axis=1)
        return [
            (segments[int(at)].id, float(cosines[n, at])) if cosines[n].any() else None for n, at in enumerate(best)
        ]

    def _sort_out(self, tokens: Sequence[str], encoder: Encoder | None) -> tuple[list[str], list[str]]:
        known = [word for word in tokens if word in self._catalogue or _is_spoken(word, encoder)]
        return known, [word for word in tokens if word not in known]

    def _literal(self, words: Sequence[str]) -> Floats:
        """Which part of the words each product's own words hold, rare ones counting more, (n,)."""
        found, total = np.zeros(len(self._centred), np.float32), 0.0
        for word in words:
            rows = self._catalogue.get(word)
            if rows is not None:
                weight = float(np.log1p(len(self._centred) / len(rows)))
                found[rows] += weight
                total += weight
        return found / total if total else found

    def _suggest(self) -> str:
        most = sorted(self._catalogue, key=lambda word: -len(self._catalogue[word]))[:6]
        return f"Try words such as {', '.join(most)}." if most else "Drop a picture instead."

    @cached_property
    def _catalogue(self) -> dict[str, Ints]:
        """The rows of every word of the catalogue."""
        rows: dict[str, list[int]] = {}
        for row, text in enumerate(self.shelf.texts()):
            for word in dict.fromkeys(read_words(text)):
                rows.setdefault(word, []).append(row)
        return {word: np.array(some, np.int64) for word, some in rows.items()}

    @cached_property
    def _centre(self) -> Centre:
        return load_centre(self.shelf.snapshot)

    @cached_property
    def _centred(self) -> Floats:
        vectors = self.shelf.snapshot.vectors()
        if vectors is None:
            raise SegmentDataError("This import has no tastes.", "Import the shop with titles or pictures.")
        return np.asarray(self._centre.centre(np.asarray(vectors)), np.float32)

    @cached_property
    def _index(self) -> ProductIndex:
        from segments.index import ProductIndex

        return ProductIndex.build(self._centred)


def read_words(text: str) -> list[str]:
    """The words of a text in small letters, each once, those that say nothing left out."""
    return [word for word in dict.fromkeys(WORD.findall(text.casefold())) if word not in EMPTY]


def _is_spoken(word: str, encoder: Encoder | None) -> bool:
    if encoder is None or encoder.encode_texts is None:
        return False
    return word in SPOKEN if encoder.id.startswith(SMALL) else True


def _standard(values: NDArray[np.floating]) -> Floats:
    spread = float(values.std())
    return np.asarray((values - values.mean()) / (spread if spread > 1e-9 else 1), np.float32)
