"""A person's photo that was dressed says so in its files; nothing else is touched."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.types import Artefact, Provenance
from models.workspace import Workspace
from models.workspace.ids import made_id, photo_id
from models.workspace.labels import COMPOSITE


@pytest.fixture
def here(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "here")


def look(workspace: Workspace, on_photo: bool) -> Artefact:
    image = Image.fromarray(np.random.default_rng(2).integers(0, 255, (30, 40, 3), np.uint8))
    photo = workspace.save("photo", image, id=photo_id(image), title="Somebody")
    spec = {"verb": "dress", "wish": {"body": photo.id if on_photo else "stand-1"}}
    made = Provenance(
        backend="b", weights_sha256="w", seed=0, params={}, parents=(photo.id,), device="cpu", seconds=0.1
    )
    id = made_id("look", spec=spec, parents=(photo.id,), backend="b", weights_sha256="w", seed=0)
    return workspace.save(
        "look", image, id=id, title="A look", spec=spec, facts={}, parents=(photo.id,), provenance=made
    )


@pytest.mark.parametrize("ground", [None, "#ffffff"])
def test_a_dressed_photo_says_so_to_other_programs(here: Workspace, ground: str | None) -> None:
    made = look(here, on_photo=True)
    with Image.open(here.download(made.id, ground)) as image:
        image.load()
        packet = image.info["xmp"]
        if ground is None:
            assert image.tobytes() == here.picture(made.id).tobytes()
    text = packet.decode() if isinstance(packet, bytes) else packet
    assert f"<Iptc4xmpExt:DigitalSourceType>{COMPOSITE}<" in text


@pytest.mark.parametrize("ground", [None, "#ffffff"])
def test_a_dressed_mannequin_and_a_photo_do_not(here: Workspace, ground: str | None) -> None:
    made = look(here, on_photo=False)
    for id in (made.id, *made.parents):
        with Image.open(here.download(id, ground)) as image:
            assert "xmp" not in image.info
