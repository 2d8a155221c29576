"""A studio with a small shop in its workspace, for tests of new designs: nothing in it needs trained weights.

Three crowds buy one colour each; products are pictures of a designer without weights, the encoder sees colours and
outlines, the imaginer makes surprises.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from PIL import Image

from models.encoding import EncodeRequest, EncodeResult
from models.library import surprise
from models.pictures import flatten
from models.registry import ENTRIES, Entry, Registry
from models.runners.inprocess import InProcessRunner
from models.settings import Settings
from models.studio import Studio
from models.types import BackendInfo, Job
from models.workspace import Workspace
from segments.audience import Wishes
from segments.build import build
from segments.encoder import open_encoder
from segments.pipeline import make_segments
from segments.readers.feed import Sources
from tests.tiny_designer import INFO as DESIGNER
from tests.tiny_designer import TinyDesigner
from tests.tiny_muse import INFO as MUSE
from tests.tiny_muse import TinyMuse

ENCODER = BackendInfo(id="tiny_eyes", title="Tiny eyes", verbs=("encode",), tier="compact")
COLOURS = {"red": (196, 40, 44), "green": (52, 128, 70), "blue": (44, 92, 176)}
KINDS = ("Dress", "T-Shirt", "Skirt", "Pants")
USUAL = {"Dress": 60.0, "T-Shirt": 20.0, "Skirt": 40.0, "Pants": 50.0}
PEOPLE, NOW = 150, datetime(2024, 6, 1, tzinfo=UTC)
SIDE = 6


class TinyEyes:
    """Sees a picture as a few large pixels; a text as the colour that it names."""

    info = ENCODER
    weights_sha256 = ""
    device = "cpu"

    def encode(self, request: EncodeRequest, job: Job) -> EncodeResult:
        job.report(0.0, "Looking")
        pictures = [self._see(image) for image in request.images]
        words = [
            self._see(Image.new("RGB", (64, 64), next((c for name, c in COLOURS.items() if name in text), (128,) * 3)))
            for text in request.texts
        ]
        return EncodeResult(image_vectors=tuple(pictures), text_vectors=tuple(words))

    def _see(self, image: Image.Image) -> tuple[float, ...]:
        small = np.asarray(flatten(image).resize((SIDE, SIDE), Image.Resampling.BOX), np.float64).ravel() / 255 - 0.8
        seen = np.append(small, 0.5)
        return tuple(float(value) for value in seen / np.linalg.norm(seen))


def entries() -> tuple[Entry, ...]:
    """The backends of such a studio."""
    words = next(entry for entry in ENTRIES if entry.info.id == "compact_words")
    masker = next(entry for entry in ENTRIES if entry.info.id == "grabcut_masker")
    return (
        Entry(info=DESIGNER, make=lambda device: TinyDesigner()),
        Entry(info=ENCODER, make=lambda device: TinyEyes()),
        Entry(info=MUSE, make=lambda device: TinyMuse()),
        words,
        masker,
    )


def open_studio(settings: Settings) -> Studio:
    """A studio over those backends."""
    settings = settings.model_copy(
        update={"designer": DESIGNER.id, "encoder": ENCODER.id, "imaginer": MUSE.id, "masker": "grabcut_masker"}
    )
    registry = Registry(entries())
    return Studio(settings, registry, InProcessRunner(registry, settings), Workspace(settings.workspace))


def open_shop(studio: Studio, folder: Path, priced: bool = True) -> None:
    """Import the shop into the studio's workspace."""
    (folder / "images").mkdir(parents=True)
    products: list[list[object]] = [["id", "title", "category", "price", "image", "colour"]]
    rng = np.random.default_rng(0)
    for number in range(48):
        colour, kind = list(COLOURS)[number % 3], KINDS[number // 3 % 4]
        spec = replace(surprise(number, kind), colour=COLOURS[colour], accent=COLOURS[colour])
        studio.preview(spec, size_px=128).save(folder / "images" / f"{number}.png")
        price = round(USUAL[kind] * float(np.exp(rng.normal(0, 0.15))), 2) if priced else ""
        products.append([f"{number:03d}", f"{kind} in {colour.title()}", kind, price, f"{number}.png", colour])
    events: list[list[object]] = [["user", "product", "kind", "time", "session"]]
    for person in range(PEOPLE):
        for visit in range(5):
            when = NOW - timedelta(days=1 + 20 * visit, minutes=person)
            own = [3 * int(each) + person % 3 for each in rng.choice(16, 3, replace=False)]
            other = [int(each) for each in rng.choice(48, 3, replace=False)]
            for product in dict.fromkeys([*own, *other]):
                events.append([f"u{person}", f"{product:03d}", "view", when.isoformat(), f"{person}-{visit}"])
            bought = [each for each in own if float(products[each + 1][3] or 30) < rng.uniform(15, 70)]
            if bought:
                events.append([f"u{person}", f"{bought[0]:03d}", "purchase", when.isoformat(), f"{person}-{visit}"])
    for name, rows in (("products.csv", products), ("events.csv", events)):
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    build(
        Sources(catalogue=folder / "products.csv", events=folder / "events.csv", images=folder / "images"),
        studio.settings.workspace,
        encoder=open_encoder(studio.runner.run, ENCODER.id, ""),
        finish=make_segments(Wishes(count=3, minimum=5)),
        now_s=NOW.timestamp(),
        simulated=True,
    )
