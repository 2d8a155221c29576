"""The sample photos that come with the app, so that nobody has to look for one first.

`assets/samples/samples.json` lists them; see `read_samples` for what is understood.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ui.theme import ASSETS

FOLDER = ASSETS / "samples"
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
    or broken list costs the titles, not the photos.  Names with a second dot (`vase.alpha.webp`) are not photos.
    """
    titles = _titles(folder / "samples.json")
    files = {path.name: path for path in sorted(folder.glob("*")) if path.suffix in ENDINGS and "." not in path.stem}
    order = [name for name in titles if name in files] + [name for name in files if name not in titles]
    return tuple(
        Sample(id=files[name].stem, title=titles.get(name) or _guess(name), path=files[name]) for name in order
    )


def _titles(path: Path) -> dict[str, str]:
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    rows = listed.get("samples") if isinstance(listed, dict) else listed
    if not isinstance(rows, list):
        return {}
    return {str(row["file"]): str(row.get("title", "")) for row in rows if isinstance(row, dict) and "file" in row}


def _guess(name: str) -> str:
    return Path(name).stem.replace("-", " ").replace("_", " ").capitalize()
