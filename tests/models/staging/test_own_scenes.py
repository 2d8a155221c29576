"""A scene of one's own: the old object is marked and removed, and a product is staged where it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from models.backends.photo_scenes import frame
from models.errors import InputError
from models.settings import Settings
from models.staging.records import Shot, read_record, write_record
from models.staging.removing import draw_gap
from models.staging.requests import StageRequest
from models.studio import Studio, build_studio
from models.types import Stroke
from tests.garments import garment

RING = ((0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7), (0.3, 0.3))


def ring(width: float = 0.03) -> Stroke:
    return Stroke(kind="keep", points=RING, width=width)


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return build_studio(Settings(workspace=tmp_path / "workspace", device="cpu"))


def photo(folder: Path, size: tuple[int, int] = (640, 480)) -> Path:
    """A grey floor with a red box on it."""
    image = Image.new("RGB", size, (170, 165, 160))
    ImageDraw.Draw(image).rectangle((250, 180, 390, 300), fill=(210, 30, 30))
    image.save(folder / "room.png")
    return folder / "room.png"


def test_what_strokes_go_round_is_marked_too() -> None:
    gap = np.asarray(draw_gap([ring()], (400, 300)))
    assert gap[150, 200] == 255
    assert gap[10, 10] == 0
    assert 0.15 < (gap > 0).mean() < 0.25


@pytest.mark.parametrize(
    ("points", "inside"),
    [
        (((0.3, 1.0), (0.3, 0.5), (0.7, 0.5), (0.7, 1.0)), True),  # round what stands at the lower edge
        (((0.2, 0.0), (0.2, 1.0)), False),  # a pole from edge to edge goes round nothing
        (((0.3, 0.9), (0.3, 0.5), (0.7, 0.5)), False),  # open
    ],
)
def test_an_edge_of_the_photo_closes_a_ring(points: tuple[tuple[float, float], ...], inside: bool) -> None:
    gap = np.asarray(draw_gap([Stroke(kind="keep", points=points, width=0.03)], (400, 300)))
    assert (gap[240, 200] == 255) == inside
    assert gap[60, 300] == 0
    assert gap[150, 20] == 0


def test_a_large_photo_comes_back_at_the_size_that_creatives_need(studio: Studio, tmp_path: Path) -> None:
    with Image.open(photo(tmp_path)) as small:
        small.resize((3000, 2250)).save(tmp_path / "large.png")
    emptied = studio.remove(studio.open_photo(tmp_path / "large.png").id, (ring(),))
    assert (emptied.photo.width_px, emptied.photo.height_px) == (2400, 1800)


@pytest.mark.parametrize(
    ("strokes", "said"),
    [
        ((), "Nothing is marked"),
        ((Stroke(kind="remove", points=RING, width=0.05),), "Nothing is marked"),
        ((Stroke(kind="keep", points=((0.5, 0.5),), width=1.0),), "Nearly the whole"),
    ],
    ids=["none", "wiped away", "everything"],
)
def test_marks_that_say_nothing_are_refused(strokes: tuple[Stroke, ...], said: str) -> None:
    with pytest.raises(InputError, match=said):
        draw_gap(strokes, (400, 300))


def test_from_a_photo_to_a_creative_and_back_from_its_file(studio: Studio, tmp_path: Path) -> None:
    scene = studio.open_photo(photo(tmp_path))
    emptied = studio.remove(scene.id, (ring(),))
    pixels = np.asarray(studio.workspace.picture(emptied.photo.id)).astype(int)
    assert (pixels[..., 0] - pixels[..., 1]).max() < 60  # the red box is gone
    garment().save(tmp_path / "product.png")
    product = studio.open_product(tmp_path / "product.png")
    shot = Shot(ground="own", own=emptied.photo.id, spot=emptied.spot)
    creative = studio.stage(product.id, shot)
    assert creative.facts["check"]["max_difference"] == 0
    assert creative.parents == (product.id, emptied.photo.id)
    assert studio.logo_of(creative.id) == ""
    assert creative.provenance is not None
    assert creative.provenance.backend == "photo_scenes"
    other = build_studio(Settings(workspace=tmp_path / "other", device="cpu"))
    assert other.reopen(studio.export(creative.id)).verified


def test_whatever_the_brush_is_called_it_marks(studio: Studio, tmp_path: Path) -> None:
    scene = studio.open_photo(photo(tmp_path))
    kept, removed = (studio.remove(scene.id, (replace(ring(), kind=kind),)) for kind in ("keep", "remove"))
    assert kept == removed
    assert kept.photo.id != scene.id


def test_a_tiny_photo_and_a_cutout_are_no_scenes(studio: Studio, tmp_path: Path) -> None:
    Image.new("RGB", (120, 90)).save(tmp_path / "tiny.png")
    with pytest.raises(InputError, match="only 120 × 90"):
        studio.remove(studio.open_photo(tmp_path / "tiny.png").id, (ring(),))
    garment().save(tmp_path / "product.png")
    product = studio.open_product(tmp_path / "product.png")
    with pytest.raises(InputError, match="removed from a photo"):
        studio.remove(product.id, (ring(),))
    with pytest.raises(InputError, match="not a photo of a scene"):
        studio.stage(product.id, Shot(ground="own", own=product.id))


def test_an_own_ground_needs_its_photo() -> None:
    with pytest.raises(InputError, match="needs its photo"):
        Shot(ground="own")
    with pytest.raises(InputError, match="needs its photo"):
        Shot(ground="scene", own="photo-1")


def test_records_of_other_grounds_stay_as_they_were() -> None:
    written = write_record(Shot())
    assert not {"own", "spot"} & set(written["shot"])
    own = Shot(ground="own", own="photo-1", spot=(0.1, 0.2, 0.5, 0.9))
    assert read_record(write_record(own)) == own
    assert read_record(written) == Shot()


@pytest.mark.parametrize("size", [(1080, 1080), (728, 90), (160, 600), (1080, 1920)])
@pytest.mark.parametrize("spot", [(0.0, 0.0, 0.3, 0.3), (0.7, 0.6, 1.0, 1.0), (0.3, 0.1, 0.7, 0.9)])
@pytest.mark.parametrize("support", ["lie", "hang", "stand"])
def test_the_part_shown_lies_in_the_photo_and_the_product_in_it(
    size: tuple[int, int], spot: tuple[float, float, float, float], support: str
) -> None:
    request = StageRequest(
        image=garment(), width_px=size[0], height_px=size[1], ground="own", backdrop=Image.new("RGB", (900, 700)),
        spot=spot,
    )  # fmt: skip
    how = frame((900, 700), request, np.asarray(garment()), support)
    assert how.left >= 0
    assert how.top >= 0
    assert how.left + how.scale * size[0] <= 900 + 1e-6
    assert how.top + how.scale * size[1] <= 700 + 1e-6
    for middle, length, whole in zip(how.middle, how.size, size, strict=True):
        assert length / 2 - 1 <= middle <= whole - length / 2 + 1
