"""(Re)build assets/MANIFEST.json: every shipped file with its sha256, its licence and how it was made.

    python assets/recipes/manifest.py           # write it
    python assets/recipes/manifest.py --check   # say what differs; exit 1 when something does

A new kind of asset needs a line in ORIGINS; a file that no line covers is an error, so nothing ships without a licence.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import TypedDict

ASSETS = Path(__file__).resolve().parents[1]
MANIFEST = ASSETS / "MANIFEST.json"

# folder or file under assets/ → (licence, how it was made); the longest match counts
ORIGINS: dict[str, tuple[str, str]] = {
    "brand/": ("Apache-2.0", "drawn for this project"),
    "css/": ("Apache-2.0", "written for this project"),
    "js/": ("Apache-2.0", "written for this project"),
    "fonts/": ("OFL-1.1", "Inter by Rasmus Andersson, subset to Latin; see fonts/README.md"),
    "samples/": ("CC0-1.0", "rendered for this project by assets/recipes/render_samples.py; see samples/README.md"),
    "library/": ("CC0-1.0", "drafted and drawn by assets/recipes/library.py; none of it is one photo's"),
    "people/": (
        "CC0-1.0",
        "rendered for this project by assets/recipes/render_people.py from mpfb2's CC0 body; see people/CARD.md",
    ),
    "scenes/": ("CC0-1.0", "rendered for this project by assets/recipes/render_scenes.py; see scenes/CARD.md"),
    "shop/": ("CC0-1.0", "synthetic: designed, printed and simulated by assets/recipes/shop.py; see shop/CARD.md"),
    "rig/": ("CC0-1.0", "the base mesh of makehumancommunity/mpfb2, made small by assets/recipes/rig.py"),
    "weights/": ("Apache-2.0", "trained by this project; the CARD.md beside it names data, command and figures"),
}
# code, prose and the record of figures are no assets: git and their own tests look after them
LEFT_OUT = {".py", ".md"}
LEFT_OUT_FILES = {"MANIFEST.json", "weights/ratchet.json"}


class Entry(TypedDict):
    """One shipped file; `path` is relative to assets/, with forward slashes."""

    path: str
    sha256: str
    bytes: int
    licence: str
    made: str


def shipped(root: Path) -> list[str]:
    """Paths of the files that count as assets, sorted."""
    paths = (p.relative_to(root) for p in root.rglob("*") if p.is_file())
    return sorted(
        p.as_posix()
        for p in paths
        if p.suffix not in LEFT_OUT
        and p.as_posix() not in LEFT_OUT_FILES
        and not any(part.startswith(".") or part == "__pycache__" for part in p.parts)
    )


def origin(path: str) -> tuple[str, str]:
    """Licence and making of one file.

    Raises: LookupError when no line of ORIGINS covers it.
    """
    matches = [key for key in ORIGINS if path == key or (key.endswith("/") and path.startswith(key))]
    if not matches:
        raise LookupError(f"assets/{path} has no origin: add its licence and how it was made to ORIGINS in {__file__}")
    return ORIGINS[max(matches, key=len)]


def build(root: Path = ASSETS) -> list[Entry]:
    """What MANIFEST.json should say about the files that are there now."""
    entries: list[Entry] = []
    for path in shipped(root):
        data = (root / path).read_bytes()
        licence, made = origin(path)
        digest = hashlib.sha256(data).hexdigest()
        entries.append(Entry(path=path, sha256=digest, bytes=len(data), licence=licence, made=made))
    return entries


def differences(recorded: list[Entry], found: list[Entry]) -> list[str]:
    """What differs between the manifest and the files, in words; empty when they agree."""
    old, new = {e["path"]: e for e in recorded}, {e["path"]: e for e in found}
    lines = [f"{path}: in the manifest but not there" for path in sorted(old.keys() - new.keys())]
    lines += [f"{path}: there but not in the manifest" for path in sorted(new.keys() - old.keys())]
    lines += [
        f"{path}: changed since the manifest was made"
        for path in sorted(old.keys() & new.keys())
        if old[path] != new[path]
    ]
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the manifest is out of date")
    found = build()
    if parser.parse_args().check:
        lines = differences(json.loads(MANIFEST.read_text()), found)
        print("\n".join(lines) or "MANIFEST.json agrees with the files")
        return 1 if lines else 0
    MANIFEST.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    print(f"{len(found)} files in {MANIFEST.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
