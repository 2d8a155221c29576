"""A scene of one's own takes a while to be emptied: what is staged on it is what is up when it is ready."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from PIL import Image

from models.settings import Settings
from models.studio import build_studio
from ui import staging_own
from ui.staging_choices import Choices
from ui.staging_desk import StagingDesk
from ui.staging_own import OwnParts, OwnScene


class Desk:
    """Writes down what is asked of it."""

    def __init__(self, studio: Any) -> None:
        stops = SimpleNamespace(begin=lambda session, name: threading.Event())
        self.studio, self.services = studio, SimpleNamespace(stops=stops)
        self.view = SimpleNamespace(as_it_is=dict, show_waiting=lambda *rest: {"stage": "waiting"})
        self.staged: list[tuple[str, str]] = []
        self.settled: list[str] = []

    def stage_on(self, turn: Any, own: str, spot: Any) -> Iterator[dict[str, str]]:
        self.staged.append((turn.current, own))
        yield {"current": "new"}

    def settle(self, turn: Any) -> dict[str, str]:
        self.settled.append(turn.current)
        return {"current": turn.current}


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[OwnScene, Desk, str]:
    studio = build_studio(Settings(workspace=tmp_path / "workspace", device="cpu", remover="telea_remover"))
    Image.new("RGB", (400, 300), (170, 160, 150)).save(tmp_path / "scene.png")
    desk = Desk(studio)
    monkeypatch.setattr(staging_own, "tell", lambda error: None)
    parts = cast(OwnParts, SimpleNamespace(emptied="emptied"))
    return OwnScene(parts, cast(StagingDesk, desk)), desk, studio.open_photo(tmp_path / "scene.png").id


def paint() -> dict[str, Any]:
    """What the editor sends: a layer with a bar of paint."""
    layer = np.zeros((300, 400, 4), np.uint8)
    layer[140:160, 150:250] = (220, 40, 40, 255)
    return {"layers": [Image.fromarray(layer)]}


def test_emptying_leaves_the_stage_alone_and_staging_takes_what_is_up_then(made: tuple[OwnScene, Desk, str]) -> None:
    own, desk, photo = made
    said = list(own.empty(paint(), photo, "someone", "creative-old", Choices()))
    assert all("current" not in step for step in said)
    emptied = cast(Any, said[-1])["emptied"]
    assert emptied[0].startswith("scene-")
    list(own.place(emptied, "someone", "creative-new", Choices()))  # the product was changed meanwhile
    assert desk.staged == [("creative-new", emptied[0])]


@pytest.mark.parametrize("wrong", ["nothing painted", "no photo", "no product"])
def test_what_goes_wrong_leaves_what_is_up_now(made: tuple[OwnScene, Desk, str], wrong: str) -> None:
    own, desk, photo = made
    value = {"layers": []} if wrong == "nothing painted" else paint()
    said = list(own.empty(value, "" if wrong == "no photo" else photo, "someone",
                          "" if wrong == "no product" else "creative-old", Choices()))  # fmt: skip
    assert all(cast(Any, step).get("emptied") is None for step in said)
    list(own.place(None, "someone", "creative-new", Choices()))
    assert desk.staged == []
    assert desk.settled == ["creative-new"]
