"""The sample photos that come with the app, so that nobody has to look for one first.

`assets/samples/samples.json` lists them; see `read_samples` for what is understood.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ui.theme import ASSETS

FOLDER = ASSETS / "samples"
WARES = FOLDER / "wares"
"""Homewares that are cut out already, to be staged at once."""
ENDINGS = (".webp", ".jpg", ".png")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One photo: `id` is its file's stem."""

    id: str
    title: str
    path: Path


def read_samples(folder: Path = FOLDER) -> tuple[Sample, ...]:
    """The samples in the list's order; files that the list does not name come after, by name.

    The list is JSON: [{"file": "linen-shirt.webp", "title": "Linen shirt"}, …], alone or under "samples".  A missing
    or broken list costs the titles, not the photos; "offered": false hides one.  Names with a second dot
    (`vase.alpha.webp`) are not photos.
    """
    rows = _rows(folder / "samples.json")
    titles = {str(row["file"]): str(row.get("title", "")) for row in rows}
    hidden = {str(row["file"]) for row in rows if not row.get("offered", True)}
    files = {
        path.name: path
        for path in sorted(folder.glob("*"))
        if path.suffix in ENDINGS and "." not in path.stem and path.name not in hidden
    }
    order = [name for name in titles if name in files] + [name for name in files if name not in titles]
    return tuple(
        Sample(id=files[name].stem, title=titles.get(name) or _guess(name), path=files[name]) for name in order
    )


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    rows = listed.get("samples") if isinstance(listed, dict) else listed
    return [row for row in rows if isinstance(row, dict) and "file" in row] if isinstance(rows, list) else []


def _guess(name: str) -> str:
    return Path(name).stem.replace("-", " ").replace("_", " ").capitalize()
