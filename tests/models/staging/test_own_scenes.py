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
from models.staging.light import Lamp
from models.staging.parallax import Clip
from models.staging.placements import PLACEMENTS, Placement, plan
from models.staging.records import Shot, read_record, write_record
from models.staging.removing import draw_gap
from models.staging.requests import StageRequest
from models.studio import Studio, build_studio
from models.types import Stroke
from tests.garments import garment
from tests.tiny_depth import build_tiny_depth

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


def test_an_emptied_scene_says_how_it_was_made(studio: Studio, tmp_path: Path) -> None:
    scene = studio.open_photo(photo(tmp_path))
    emptied = studio.remove(scene.id, (ring(),)).photo
    assert emptied.kind == "scene"
    assert emptied.parents == (scene.id,)
    assert emptied.provenance is not None
    assert emptied.provenance.backend == "compact_remover"
    assert emptied.provenance.weights_sha256 == studio.registry.weights_sha256("compact_remover")
    assert len(emptied.spec["strokes"]) == 1
    assert emptied.facts["way"] in ("painted", "continued")
    told = studio.details(emptied.id)
    assert told["Painted over"] == "1 stroke"
    assert told["Made from"] == "room"
    other = build_studio(Settings(workspace=tmp_path / "other", device="cpu"))
    back = other.reopen(studio.export(emptied.id))
    assert back.verified
    assert back.id == emptied.id


def test_what_was_emptied_before_is_not_emptied_again(studio: Studio, tmp_path: Path) -> None:
    scene = studio.open_photo(photo(tmp_path))
    first = studio.remove(scene.id, (ring(),))
    studio.runner = None  # type: ignore[assignment]  # whoever asked it now would fail
    assert studio.remove(scene.id, (ring(),)) == first


def shadowed(folder: Path) -> Path:
    """A floor with a box on it, and its shadow to the left of it: the lamp is on the right."""
    rng = np.random.default_rng(2)
    rgb = np.full((480, 640, 3), 185.0) + rng.normal(0, 2, (480, 640, 1))
    rgb[190:310, 222:260] *= 0.55
    rgb[180:300, 250:390] = (190, 40, 40)
    Image.fromarray(np.clip(rgb, 0, 255).astype(np.uint8)).save(folder / "lit.png")
    return folder / "lit.png"


def test_the_light_is_read_off_the_photo_and_can_be_left(studio: Studio, tmp_path: Path) -> None:
    scene = studio.open_photo(shadowed(tmp_path))
    emptied = studio.remove(scene.id, (ring(),))
    assert emptied.lights["lie"].lamp.towards[0] > 0.4  # the lamp is opposite of the shadow
    garment().save(tmp_path / "product.png")
    product = studio.open_product(tmp_path / "product.png")
    shot = Shot(ground="own", own=emptied.photo.id, spot=emptied.spot)
    lit, soft = (studio.stage(product.id, replace(shot, light=light)) for light in ("photo", "soft"))
    assert studio.shot_of(lit.id).lamp == emptied.lights["lie"].lamp
    assert studio.shot_of(soft.id).lamp is None
    assert "right" in lit.facts["light"]
    assert soft.facts["light"] == "Soft, from the upper left"
    assert studio.details(lit.id)["Light"] == lit.facts["light"]
    assert studio.workspace.picture(lit.id).tobytes() != studio.workspace.picture(soft.id).tobytes()


def test_a_photo_that_was_emptied_elsewhere_is_a_scene_too(studio: Studio, tmp_path: Path) -> None:
    scene = studio.open_photo(photo(tmp_path))
    garment().save(tmp_path / "product.png")
    product = studio.open_product(tmp_path / "product.png")
    creative = studio.stage(product.id, Shot(ground="own", own=scene.id))
    assert creative.facts["light"] == "Soft, from the upper left"


def test_a_scenes_photo_is_decoded_once_for_many_previews(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = studio.open_photo(photo(tmp_path))
    garment().save(tmp_path / "product.png")
    product = studio.open_product(tmp_path / "product.png")
    opened: list[str] = []
    picture = studio.workspace.picture
    monkeypatch.setattr(studio.workspace, "picture", lambda id: opened.append(id) or picture(id))
    for shadow in (0.2, 0.6, 1.0):
        studio.preview_stage(product.id, Shot(ground="own", own=scene.id, shadow=shadow), longest_px=300)
    assert opened.count(scene.id) == 1


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


@pytest.mark.parametrize(
    "lamp",
    [
        Lamp(towards=(0.6, 0.5, 9.0), size_deg=3.0, colour=(255, 250, 240), share=0.5),
        Lamp(towards=(0.6, 0.5, float("nan")), size_deg=3.0, colour=(255, 250, 240), share=0.5),
        Lamp(towards=(0.0, 1.0, 0.0), size_deg=0.0, colour=(255, 250, 240), share=0.5),
        Lamp(towards=(0.0, 1.0, 0.0), size_deg=3.0, colour=(255, 250, 900), share=0.5),
        Lamp(towards=(0.0, 1.0, 0.0), size_deg=3.0, colour=(255, 250, 240), share=1.5),
    ],
)
def test_lamps_that_cannot_be_are_refused(lamp: Lamp) -> None:
    with pytest.raises(InputError):
        Shot(ground="own", own="photo-1", lamp=lamp)


def test_records_of_other_grounds_stay_as_they_were() -> None:
    written = write_record(Shot())
    assert not {"own", "spot", "light", "lamp"} & set(written["shot"])
    own = Shot(ground="own", own="photo-1", spot=(0.1, 0.2, 0.5, 0.9))
    lamp = Lamp(towards=(0.6, 0.5, 0.6245), size_deg=3.0, colour=(255, 250, 240), share=0.5)
    for each in (own, replace(own, lamp=lamp), replace(own, light="soft")):
        assert read_record(write_record(each)) == each
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


@pytest.mark.parametrize("placement", [each for each in PLACEMENTS if each.id != "market"], ids=lambda each: each.id)
@pytest.mark.parametrize("photo", [(900, 700), (600, 800)])
@pytest.mark.parametrize("spot", [(0.1, 0.1, 0.4, 0.5), (0.25, 0.2, 0.75, 0.8), (0.0, 0.5, 0.5, 1.0)])
def test_words_never_lie_over_the_product(
    placement: Placement, photo: tuple[int, int], spot: tuple[float, float, float, float]
) -> None:
    size = placement.width_px, placement.height_px
    division = plan(*size, True)
    request = StageRequest(
        image=garment(), width_px=size[0], height_px=size[1], ground="own", backdrop=Image.new("RGB", photo), spot=spot,
        room=division.room,
    )  # fmt: skip
    for support in ("lie", "hang", "stand"):
        how = frame(photo, request, np.asarray(garment()), support)
        apart = [
            middle - length / 2 >= words_end * whole - 1 or middle + length / 2 <= words_start * whole + 1
            for middle, length, whole, words_start, words_end in zip(
                how.middle, how.size, size, division.words[:2], division.words[2:], strict=True
            )
        ]
        assert any(apart), support


def test_a_clip_of_an_own_scene_has_the_depth_models_distances(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = build_tiny_depth(tmp_path / "model")
    settings = Settings(
        workspace=tmp_path / "workspace", device="cpu", fathomer="transformers_depth", large_fathomer=str(model)
    )
    studio = build_studio(settings)
    scene = studio.open_photo(photo(tmp_path))
    garment().save(tmp_path / "product.png")
    product = studio.open_product(tmp_path / "product.png")
    shot = Shot(placement="free", width_px=160, height_px=120, ground="own", own=scene.id)
    creative = studio.stage(product.id, shot)
    seen: list[object] = []
    monkeypatch.setattr("models.stager.render", lambda layers, moves, *rest: seen.append(moves) or iter(()))
    monkeypatch.setattr("models.stager.encode", lambda frames, *rest: Clip(mp4=b"mp4", webp=b"webp"))
    studio.animate(creative.id, seconds=3)
    moves = seen[0]
    assert isinstance(moves, np.ndarray)
    assert moves.shape == (120, 160)
    assert np.ptp(moves) > 0.1
    flat = build_studio(Settings(workspace=tmp_path / "workspace", device="cpu"))
    flat.animate(creative.id, seconds=3)
    assert isinstance(seen[1], float)
