"""Write the pattern book that new designs are cut from.

    python -m assets.recipes.patterns --out assets/weights/patterns

Twenty drafts of every kind (`assets/recipes/drafts`), as outlines, reliefs and construction lines.  No photo and no net
has a part in it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np

from assets.recipes.drafts.book import KINDS, draft
from models.backends.warhol_patterns import RELIEF_LEVELS, Patterns, read_patterns
from models.design import CATEGORIES
from models.growing import grow
from models.seams import MARK_SIZE, read_marks, write_marks
from models.shape import FINE, REACH_PX, SIDE_PX
from models.training.card import write_model

EACH = 20
ON_PX = 3.0
"""So far outside of the outline (px of 256) a point still counts as on it."""
MOST = {"Hat": 6}
"""The most patterns of one style, where a kind has several and one of them is drafted far more often."""
REJECTED: frozenset[tuple[str, int]] = frozenset()
"""Kinds and seeds that the eye did not want."""
TEXTS = {
    "name": "patterns",
    "title": "Pattern book",
    "summary": "Drafted garments with their construction lines: what new designs are cut from. No weights of a net.",
    "command": "python -m assets.recipes.patterns --out assets/weights/patterns",
    "data": "none: drawn by assets/recipes/drafts",
    "data_licence": "Apache-2.0",
    "licence": "Apache-2.0",
    "architecture": "outlines and reliefs of 64×64 and marks as models/seams.py has them; "
    "models/backends/warhol_patterns.py",
    "limits": "Twenty patterns a kind; what a pattern cutter would draw that is not among them does not come.",
}


def draft_kind(kind: str, count: int) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Outline, relief (64, 64) and marks (r, MARK_SIZE) of the first drafts of a kind that the eye wanted."""
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    styles: Counter[str] = Counter()
    seed = -1
    while len(found) < count:
        seed += 1
        each = draft(kind, seed)
        styles[each.facts.style] += 1
        if (kind, seed) not in REJECTED and styles[each.facts.style] <= MOST.get(kind, count):
            code = np.frombuffer(each.shape_code, "<f2").astype(np.float32)
            outline, relief = code[: FINE**2], code[FINE**2 : 2 * FINE**2]
            marks = np.frombuffer(each.seams_code, "<f2").reshape(-1, MARK_SIZE)
            found.append((outline.reshape(FINE, FINE), relief.reshape(FINE, FINE), marks))
    return found


def measure(outlines: np.ndarray, marks: list[np.ndarray], kinds: list[str]) -> dict[str, float]:
    """The fewest patterns and the fewest lines that a kind has, and the share of lines' points on the garment."""
    on, seen = 0, 0
    for outline, rows in zip(outlines, marks, strict=True):
        distance = grow(outline, SIDE_PX) * REACH_PX
        for mark in read_marks(rows.astype("<f2").tobytes()):
            at = np.clip(np.round((mark.points + 0.5) * SIDE_PX - 0.5).astype(int), 0, SIDE_PX - 1)
            on, seen = on + int((distance[at[:, 1], at[:, 0]] > -ON_PX).sum()), seen + len(at)
    return {
        "patterns_of_a_kind": min(kinds.count(kind) for kind in set(kinds)),
        "lines_of_a_pattern": min(len(rows) for rows in marks),
        "points_on_the_garment": round(on / max(seen, 1), 4),
    }


def keep_kind(book: Patterns, kind: str) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """What `draft_kind` gave when a book was written."""
    return [
        (
            book.outlines[row],
            book.reliefs[row],
            np.frombuffer(write_marks(book.marks[row]), "<f2").reshape(-1, MARK_SIZE),
        )
        for row in book.of_kind(kind)
    ]


def write_book(out: Path, count: int = EACH, only: str = "") -> str:
    """Write the weights folder, or one kind of garment of it anew; returns its sha256."""
    import torch

    known = read_patterns(out)[0] if only else None
    kinds = [kind for kind in CATEGORIES if kind in KINDS for _ in range(count)]
    drafts = [
        each
        for kind in CATEGORIES
        if kind in KINDS
        for each in (draft_kind(kind, count) if known is None or kind == only else keep_kind(known, kind))
    ]
    outlines, reliefs, marks = (list(part) for part in zip(*drafts, strict=True))
    first = np.concatenate([[0], np.cumsum([len(rows) for rows in marks])])
    levels = np.round(np.stack(reliefs) * RELIEF_LEVELS).clip(-127, 127).astype(np.int8)
    tensors = {
        "outlines": torch.from_numpy(np.stack(outlines).astype(np.float16)),
        "reliefs": torch.from_numpy(levels),
        "kinds": torch.tensor([CATEGORIES.index(kind) for kind in kinds], dtype=torch.int32),
        "marks": torch.from_numpy(np.concatenate(marks).astype(np.float16)),
        "first": torch.from_numpy(first.astype(np.int32)),
    }
    figures = measure(np.stack(outlines), marks, kinds)
    return write_model(out, tensors, TEXTS, figures, {"patterns": len(kinds), "kinds": len(set(kinds)), "each": count})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("assets/weights/patterns"))
    parser.add_argument("--count", type=int, default=EACH)
    parser.add_argument("--only", choices=sorted(KINDS), default="", help="draft this kind anew and keep the others")
    arguments = parser.parse_args()
    print(write_book(arguments.out, arguments.count, arguments.only))


if __name__ == "__main__":
    main()
