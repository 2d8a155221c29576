"""Weights, meta.json and CARD.md of a shipped model, always written together from one dict so that they agree.

    python -m models.training.card --folder assets/weights/masker --figures figures.jsonl

`meta.json` is what programs read, `CARD.md` is rendered from it, and `find_faults` says where a folder disagrees with
itself.  The command above puts the figures that `models.training.evaluate` printed for a model into its card.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors.torch import save_file
from torch import Tensor

WEIGHTS, META, CARD = "model.safetensors", "meta.json", "CARD.md"
TEXTS = ("name", "title", "summary", "command", "data", "data_licence", "licence", "architecture", "limits")
"""What every meta.json says in words; `command` is the exact line that makes the weights."""


def write_model(
    folder: Path, tensors: Mapping[str, Tensor], texts: Mapping[str, str], metrics: Mapping[str, Any],
    recipe: Mapping[str, Any],
) -> str:  # fmt: skip
    """Write weights as given (make them float16 yourself), meta.json and CARD.md; returns the weights' sha256.

    Raises ValueError when a text is missing.  Each file is replaced atomically, the weights first.
    """
    missing = [key for key in TEXTS if not texts.get(key)]
    if missing:
        raise ValueError(f"the card of {folder.name} lacks {', '.join(missing)}")
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / (WEIGHTS + ".part")
    save_file({key: t.detach().cpu().contiguous() for key, t in tensors.items()}, part)
    os.replace(part, folder / WEIGHTS)
    meta = {
        **{key: texts[key] for key in TEXTS},
        "sha256": sha256_of(folder / WEIGHTS),
        "bytes": (folder / WEIGHTS).stat().st_size,
        "parameters": sum(t.numel() for t in tensors.values()),
        "recipe": dict(recipe),
        "metrics": dict(metrics),
    }
    write_meta(folder, meta)
    return str(meta["sha256"])


def write_meta(folder: Path, meta: Mapping[str, Any]) -> None:
    """Write meta.json and the CARD.md that belongs to it."""
    _replace(folder / META, json.dumps(meta, indent=2, ensure_ascii=False) + "\n")
    _replace(folder / CARD, render(meta))


def read_meta(folder: Path) -> dict[str, Any]:
    """The meta.json of a model's folder."""
    meta: dict[str, Any] = json.loads((folder / META).read_text(encoding="utf-8"))
    return meta


def render(meta: Mapping[str, Any]) -> str:
    """CARD.md from meta.json: nothing is in the one that is not in the other."""
    lines = [
        f"# {meta['title']}",
        "",
        meta["summary"],
        "",
        f"- Weights: `{WEIGHTS}`, {meta['bytes']} bytes, {meta['parameters']} numbers",
        f"- sha256: `{meta['sha256']}`",
        f"- Licence: {meta['licence']}",
        f"- Data: {meta['data']} ({meta['data_licence']})",
        f"- Architecture: {meta['architecture']}",
        f"- Limits: {meta['limits']}",
        "",
        "## How it was made",
        "",
        "```",
        meta["command"],
        "```",
        "",
        *_table("Setting", meta["recipe"]),
        "",
        "## Figures",
        "",
        *_table("Figure", meta["metrics"]),
        "",
    ]
    return "\n".join(lines)


def find_faults(folder: Path) -> list[str]:
    """Where a model's folder disagrees with itself, in words; empty when all is well."""
    faults = [f"{folder.name}: {name} is missing" for name in (WEIGHTS, META, CARD) if not (folder / name).is_file()]
    if faults:
        return faults
    meta, card = read_meta(folder), (folder / CARD).read_text(encoding="utf-8")
    actual = sha256_of(folder / WEIGHTS)
    faults += [f"{folder.name}: meta.json says nothing about {key}" for key in TEXTS if not meta.get(key)]
    if meta.get("name") != folder.name:
        faults.append(f"{folder.name}: meta.json is of {meta.get('name')}")
    if meta.get("sha256") != actual:
        faults.append(f"{folder.name}: meta.json's sha256 is not that of the weights")
    if actual not in card:
        faults.append(f"{folder.name}: CARD.md's sha256 is not that of the weights")
    if not meta.get("metrics"):
        faults.append(f"{folder.name}: no figures")
    if not faults and card != render(meta):
        faults.append(f"{folder.name}: CARD.md and meta.json differ; write both with models.training.card")
    return faults


def find_regressions(meta: Mapping[str, Any], floors: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Figures that break the ratchet: `floors` gives {"at_least": x} or {"at_most": x} for a figure's name."""
    faults = []
    for key, bounds in floors.items():
        value = meta["metrics"].get(key)
        if value is None:
            faults.append(f"{meta['name']}: the figure {key} is gone")
            continue
        if value < bounds.get("at_least", float("-inf")):
            faults.append(f"{meta['name']}: {key} fell to {value}, the floor is {bounds['at_least']}")
        if value > bounds.get("at_most", float("inf")):
            faults.append(f"{meta['name']}: {key} rose to {value}, the ceiling is {bounds['at_most']}")
    return faults


def sha256_of(path: Path) -> str:
    """The sha256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _table(head: str, values: Mapping[str, Any]) -> list[str]:
    rows = [f"| {key} | {json.dumps(value, ensure_ascii=False)} |" for key, value in values.items()]
    return [f"| {head} | Value |", "|---|---|", *rows]


def _replace(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True, help="assets/weights/NAME")
    parser.add_argument("--figures", type=Path, required=True, help="JSON lines that models.training.evaluate printed")
    parser.add_argument("--model", help="the model's name in those lines, when it is not the folder's")
    arguments = parser.parse_args()
    name = arguments.model or arguments.folder.name
    lines = arguments.figures.read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines if line.startswith("{")]
    figures = [line for line in found if line.get("model") == name]
    if not figures:
        parser.error(f"{arguments.figures} holds no line of {name}")
    meta = read_meta(arguments.folder)
    meta["metrics"] |= {key: value for key, value in figures[-1].items() if key != "model"}
    write_meta(arguments.folder, meta)


if __name__ == "__main__":
    main()
