"""A look that turns, through the studio: what the files are, and what cannot turn."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from models import turner
from models.errors import CancelledError, CapabilityError, InputError
from models.people import people
from models.registry import ENTRIES, Registry
from models.runners.inprocess import InProcessRunner
from models.settings import Settings
from models.studio import Studio
from models.tryon.records import Outfit, Piece, Pose
from models.types import Job
from models.workspace import Workspace
from models.workspace.labels import SYNTHETIC
from tests.models.tryon.test_shoes_and_hats import beanie, sneaker

STANDING = [each.id for each in people() if each.pose != "seated"]
SEATED = [each.id for each in people() if each.pose == "seated"]
pytestmark = pytest.mark.skipif(not (STANDING and SEATED), reason="assets/people NOT TESTED: no mannequins are here")


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    settings = Settings(workspace=tmp_path / "workspace", min_free_disk_mib=0, device="cpu")
    registry = Registry(ENTRIES)
    return Studio(settings, registry, InProcessRunner(registry, settings), Workspace(settings.workspace))


def bring(studio: Studio, image: Image.Image, name: str) -> str:
    data = io.BytesIO()
    image.save(data, format="PNG")
    return studio.open_product(data.getvalue(), name).id


@pytest.fixture
def outfit(studio: Studio) -> Outfit:
    return Outfit(
        pieces=(
            Piece(slot="shoes", product=bring(studio, sneaker(), "Red sneakers"), category="Shoes"),
            Piece(slot="hat", product=bring(studio, beanie(), "Red beanie"), category="Hat"),
        )
    )


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two frames a second."""
    monkeypatch.setattr(turner, "FPS", 2)


def test_a_clip_moves_loops_and_says_what_it_is(studio: Studio, outfit: Outfit, quick: None) -> None:
    look = studio.dress(STANDING[0], outfit)
    told: list[float] = []
    files = studio.turn(look.id, job=Job(on_progress=lambda step: told.append(step.fraction)))
    assert told == sorted(told)
    with av.open(str(files.mp4)) as container:
        assert container.streams.video[0].codec_context.name == "h264"
        assert SYNTHETIC in container.metadata["comment"]
        assert container.metadata["title"] == look.title
        frames = [frame.to_ndarray(format="rgb24").astype(int) for frame in container.decode(video=0)]
    assert len(frames) == 6
    assert np.abs(frames[1] - frames[4]).mean() > 1
    assert np.abs(frames[1] - frames[2]).mean() < 1.5, "on the way back it is as on the way out"
    with Image.open(files.webp) as webp:
        assert webp.n_frames >= 3


def test_a_clip_can_be_stopped(studio: Studio, outfit: Outfit, quick: None) -> None:
    look = studio.dress(STANDING[0], outfit)
    with pytest.raises(CancelledError):
        studio.turn(look.id, job=Job(cancelled=lambda: True))


def test_what_cannot_turn_says_why(studio: Studio, outfit: Outfit) -> None:
    seated = studio.dress(SEATED[0], outfit)
    with pytest.raises(CapabilityError, match="sits"):
        studio.turn(seated.id)
    look = studio.dress(STANDING[0], outfit)
    for seconds in (0, 2, 60, True, 3.5):
        with pytest.raises(InputError, match="seconds"):
            studio.turn(look.id, seconds=seconds)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="not a look"):
        studio.turn(outfit.pieces[0].product)


def test_shoes_and_hats_are_for_their_places_and_for_photos_that_show_them(studio: Studio, outfit: Outfit) -> None:
    shoes = outfit.pieces[0]
    with pytest.raises(InputError, match="not worn as hat"):
        studio.dress(STANDING[0], Outfit(pieces=(Piece(slot="hat", product=shoes.product, category="Shoes"),)))
    photo = bring(studio, Image.new("RGB", (400, 600), (180, 170, 160)), "Somebody")
    pose = Pose(points=tuple((0.3 + 0.02 * (n % 3), 0.05 * n + 0.05) for n in range(18)))
    with pytest.raises(CapabilityError, match=r"feet|foot|ankle"):
        studio.dress(photo, Outfit(pieces=(shoes,), person=pose))
    bag = Piece(slot="bag", product=shoes.product, category="Bag")
    with pytest.raises(CapabilityError, match="bag"):
        studio.dress(STANDING[0], Outfit(pieces=(bag,)))
