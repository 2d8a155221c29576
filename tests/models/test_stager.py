"""Staging through the studio: kept with how it was made, answered from the workspace, reopened exactly, animated."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.backends.compact_scenes import CompactScenes
from models.errors import BackendUnavailableError, CancelledError, InputError
from models.library import surprise
from models.registry import ENTRIES, Entry, Registry
from models.runners.inprocess import InProcessRunner
from models.settings import Settings
from models.staging.message import Message
from models.staging.parallax import check_motion, find_size, measure_distance, render
from models.staging.records import Shot, read_record, read_shot, write_record
from models.staging.requests import Layers
from models.staging.scenes import Sets
from models.studio import Studio
from models.types import Job
from models.workspace import Workspace
from tests.garments import garment
from tests.sets import draw_sets
from tests.tiny_designer import INFO, TinyDesigner


def open_studio(folder: Path, sets: Path) -> Studio:
    """A studio with the drawn sets and a designer without weights."""
    scenes = next(entry for entry in ENTRIES if entry.info.id == "compact_scenes")
    entries = [
        *(entry for entry in ENTRIES if entry.info.id != "compact_scenes"),
        replace(scenes, make=lambda device: CompactScenes(sets)),
        Entry(info=INFO, make=lambda device: TinyDesigner()),
    ]
    settings = Settings(workspace=folder, designer=INFO.id, min_free_disk_mib=0, device="cpu")
    registry = Registry(entries)
    studio = Studio(settings, registry, InProcessRunner(registry, settings), Workspace(folder))
    studio.sets = Sets(sets)
    return studio


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_sets(tmp_path_factory.mktemp("sets"))


@pytest.fixture
def studio(tmp_path: Path, sets: Path) -> Studio:
    return open_studio(tmp_path / "workspace", sets)


@pytest.fixture
def product(studio: Studio) -> str:
    """A design in the workspace."""
    return studio.commit_design(surprise(7), size_px=256).id


def _png(studio: Studio, image: Image.Image, name: str) -> Path:
    path = studio.workspace.folder / name
    image.save(path)
    return path


SMALL = Shot(placement="rectangle", width_px=300, height_px=250)


def test_a_design_is_staged_and_kept_with_how_it_was_made(studio: Studio, product: str) -> None:
    creative = studio.stage(product, SMALL)
    assert creative.kind == "creative"
    assert (creative.width_px, creative.height_px, creative.mode) == (300, 250, "RGB")
    assert creative.parents == (product,)
    assert creative.provenance is not None
    assert creative.provenance.backend == "compact_scenes"
    shot = studio.shot_of(creative.id)
    assert shot.scene in {"linen", "peg", "oak"}
    assert len(shot.scene_sha256) == 64
    assert creative.facts["check"]["max_difference"] == 0
    assert "medium rectangle" in creative.title
    assert studio.details(creative.id)["What it is"] == "Creative"


def test_the_same_question_is_answered_from_the_workspace(studio: Studio, product: str) -> None:
    first = studio.stage(product, SMALL)
    assert studio.stage(product, SMALL).id == first.id
    assert studio.stage(product, studio.shot_of(first.id)).id == first.id
    assert studio.stage(product, replace(SMALL, shadow=0.5)).id != first.id
    assert studio.stage(product, replace(SMALL, ground="colour")).provenance.backend == "plain_grounds"  # type: ignore[union-attr]


def test_a_logo_keeps_its_transparency(studio: Studio, product: str) -> None:
    mark = Image.new("RGBA", (120, 40))
    mark.paste((10, 90, 160, 255), (20, 10, 100, 30))
    logo = studio.open_logo(_png(studio, mark, "mark.png"))
    assert logo.mode == "RGBA"
    creative = studio.stage(product, replace(SMALL, message=Message(headline="Blue")), logo=logo.id)
    assert creative.parents == (product, logo.id)
    assert studio.logo_of(creative.id) == logo.id
    assert creative.facts["words"]["readable"]
    with pytest.raises(InputError, match="logo"):
        studio.stage(product, SMALL, logo=product)


def test_a_transparent_picture_is_its_own_cutout(studio: Studio, sets: Path, tmp_path: Path) -> None:
    photo = studio.open_product(_png(studio, garment(), "Oak lamp.png"))
    assert (photo.kind, photo.mode) == ("photo", "RGBA")
    creative = studio.stage(photo.id, replace(SMALL, ground="colour"))
    assert creative.parents == (photo.id,)
    assert studio.shot_of(creative.id).kind == "thing"
    again = open_studio(tmp_path / "elsewhere", sets).reopen(studio.export(creative.id))
    assert (again.id, again.verified) == (creative.id, True)
    opaque = studio.open_product(_png(studio, Image.new("RGB", (64, 64), (9, 90, 9)), "Shirt.png"))
    assert opaque.mode == "RGB"


def test_it_reopens_exactly_elsewhere(studio: Studio, product: str, sets: Path, tmp_path: Path) -> None:
    shot = replace(SMALL, message=Message(headline="Now", price="€ 5"), shift=(0.05, 0.0), scale=0.8)
    creative = studio.stage(product, shot)
    file = studio.export(creative.id)
    elsewhere = open_studio(tmp_path / "elsewhere", sets)
    again = elsewhere.reopen(file)
    assert (again.id, again.verified) == (creative.id, True)
    assert elsewhere.workspace.picture(again.id).tobytes() == studio.workspace.picture(creative.id).tobytes()


def test_with_another_set_of_that_name_it_is_not_verified(studio: Studio, product: str, tmp_path: Path) -> None:
    creative = studio.stage(product, replace(SMALL, scene="linen"))
    others = draw_sets(tmp_path / "others")
    Image.new("RGB", (640, 640), (40, 90, 160)).save(others / "linen.webp")
    again = open_studio(tmp_path / "elsewhere", others).reopen(studio.export(creative.id))
    assert not again.verified
    assert again.id != creative.id


def test_a_forged_record_is_refused(studio: Studio, product: str) -> None:
    good = write_record(studio.shot_of(studio.stage(product, SMALL).id))
    assert read_record(good) == studio.shot_of(studio.stage(product, SMALL).id)
    forged: list[dict[str, object]] = [
        {"width_px": 5000}, {"scale": "NaN"}, {"placement": "story"}, {"message": {"headline": "x" * 200}}, {"a": 1},
        {"scene": "../../x"}, {"seed": -4},
    ]  # fmt: skip
    for change in forged:
        with pytest.raises(InputError):
            read_record({"verb": "stage", "shot": good["shot"] | change})
    with pytest.raises(InputError):
        read_record({"verb": "mask", "shot": good["shot"]})


def test_a_shot_is_read_from_json_with_the_rest_as_usual() -> None:
    assert read_shot({"ground": "colour"}) == Shot(ground="colour")
    for wrong in ({"ground": "sea"}, {"width_px": "x"}, 5, {"placement": "free", "width_px": 1, "height_px": 1}):
        with pytest.raises(InputError) as caught:
            read_shot(wrong)
        assert caught.value.message


def test_a_preview_is_smaller_and_saves_nothing(studio: Studio, product: str) -> None:
    before = len(studio.recent())
    staged = studio.preview_stage(product, Shot(), longest_px=200, layers=True)
    assert max(staged.image.size) == 200
    assert staged.result.layers is not None
    assert len(studio.recent()) == before


def test_an_unknown_theme_says_which_there_are(studio: Studio, product: str) -> None:
    with pytest.raises(InputError, match="festive") as caught:
        studio.stage(product, replace(SMALL, theme="festive"))
    assert "home" in caught.value.remedy


def test_a_clip_is_h264_loops_and_has_its_length(studio: Studio, product: str) -> None:
    import av

    creative = studio.stage(product, replace(SMALL, scene="linen"))
    clip = studio.animate(creative.id, path="orbit", seconds=3)
    with av.open(str(clip.mp4)) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)]
    assert len(frames) == 90
    assert frames[0].shape == (250, 300, 3)
    steps = [float(np.abs(a.astype(int) - b).mean()) for a, b in zip(frames, frames[1:], strict=False)]
    assert max(steps) > 0.3  # it moves
    assert float(np.abs(frames[-1].astype(int) - frames[0]).mean()) < 3 * max(steps)  # and goes on where it began
    with Image.open(io.BytesIO(clip.webp.read_bytes())) as picture:
        assert picture.n_frames == 45
    with pytest.raises(InputError):
        studio.animate(product)
    with pytest.raises(CancelledError):
        studio.animate(creative.id, job=Job(cancelled=lambda: True))


def test_what_is_near_moves_more_and_nothing_is_missing_behind_the_product() -> None:
    height, width = 120, 160
    ground = np.zeros((height, width, 3), np.uint8) + 90
    ground[:, ::8] = 220
    product = np.zeros((height, width, 4), np.uint8)
    product[30:100, 60:100] = (200, 20, 20, 255)
    layers = Layers(clean=Image.fromarray(ground), shaded=Image.fromarray(ground), product=Image.fromarray(product))
    depth = np.full((height, width), 200, np.uint8)
    depth[90:] = 20
    moves = measure_distance(depth, (1.0, 4.0), product)
    assert not isinstance(moves, float)
    assert moves[10, 10] < 0.6 < moves[115, 10]
    assert measure_distance(None, None, product) == measure_distance(depth, None, product)
    for path in ("pan", "dolly", "orbit"):
        frames = list(render(layers, moves, path, 8))
        assert all(frame.min() > 0 for frame in frames)  # no black holes
        reds = [np.nonzero((frame[..., 0] > 150) & (frame[..., 1] < 60))[1].mean() for frame in frames]
        assert bool(max(reds) - min(reds) > 2) is (path != "dolly")


@pytest.mark.parametrize(("path", "seconds"), [("spin", 4), ("pan", 2), ("pan", 7), ("pan", 4.5), ("", 4)])
def test_impossible_clips_are_refused(path: str, seconds: int) -> None:
    with pytest.raises(InputError):
        check_motion(path, seconds)


def test_a_clip_has_even_sides_and_720p_at_most() -> None:
    for size in ((1080, 1080), (1080, 1920), (1200, 628), (301, 251), (4000, 3000)):
        width, height = find_size(*size)
        assert width % 2 == height % 2 == 0
        assert width * height <= 1280 * 720 * 1.01
        assert abs(width / height - size[0] / size[1]) < 0.03


def test_where_what_made_a_design_is_gone_its_large_print_is_refused(studio: Studio, product: str) -> None:
    shot = Shot()
    small = studio.stage(product, replace(SMALL, placement="mobile", width_px=320, height_px=50))
    assert studio.shot_of(small.id).product_px == 0
    large = studio.stage(product, shot)
    assert studio.shot_of(large.id).product_px == 1024
    studio._printed.clear()
    studio.registry.weights_sha256 = lambda id: "another"  # type: ignore[method-assign]
    with pytest.raises(BackendUnavailableError):
        studio.preview_stage(product, shot)


def test_a_transparent_creative_does_not_move(studio: Studio, product: str) -> None:
    creative = studio.stage(product, replace(SMALL, ground="clear"))
    assert creative.mode == "RGBA"
    with pytest.raises(InputError, match="transparent"):
        studio.animate(creative.id)


def test_records_are_plain_json(studio: Studio, product: str) -> None:
    creative = studio.stage(product, SMALL)
    assert json.loads(json.dumps(creative.spec)) == creative.spec


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Linen table lamp", "thing"), ("Walnut side table", "furniture"), ("Striped pouf", "furniture"),
        ("Rust cushion", "cushion"), ("Terracotta bottle vase", "thing"), ("Something else", ""),
    ],
)  # fmt: skip
def test_a_name_says_whether_a_thing_stands_on_a_table_on_a_floor_or_lies(
    studio: Studio, title: str, kind: str
) -> None:
    assert studio.kind_of(studio.open_product(_png(studio, garment(), f"{title}.png"))) == kind
