"""Which set is chosen, and which part of it: on sets drawn here."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from models.backends.compact_scenes import CompactScenes
from models.errors import BackendUnavailableError, InputError
from models.staging.placements import PLACEMENTS, plan
from models.staging.placing import cut_free
from models.staging.requests import StageRequest
from models.staging.retrieval import choose_scene, cut, rank
from models.staging.scenes import FOLDER, Sets
from models.types import Job
from tests.garments import NAVY, SAGE, garment
from tests.sets import draw_sets, scenes


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_sets(tmp_path_factory.mktemp("sets"))


@pytest.fixture(scope="module")
def sets(folder: Path) -> Sets:
    return Sets(folder)


def wish(width_px: int = 400, height_px: int = 400, **other: object) -> StageRequest:
    room = plan(width_px, height_px, False).room
    usual = {"kind": "T-Shirt"} | other
    return StageRequest(image=garment(), width_px=width_px, height_px=height_px, room=room, **usual)  # type: ignore[arg-type]


def test_the_cut_is_inside_of_the_plate_and_the_product_in_its_free_area(sets: Sets) -> None:
    product = cut_free(garment())
    for place in PLACEMENTS:
        for scene in sets.scenes:
            request = wish(place.width_px, place.height_px)
            how = cut(scene, request, product)
            assert how.left >= -0.5
            assert how.top >= -0.5
            assert how.left + how.scale * place.width_px <= scene.size_px[0] + 0.5
            assert how.top + how.scale * place.height_px <= scene.size_px[1] + 0.5
            assert how.natural <= 1.001
            if scene.support == "lie":
                x = (how.left + how.middle[0] * how.scale) / scene.size_px[0]
                y = (how.top + how.middle[1] * how.scale) / scene.size_px[1]
                assert scene.free[0] <= x <= scene.free[2]
                assert scene.free[1] <= y <= scene.free[3]


def test_a_standing_product_stands_on_its_ground(sets: Sets) -> None:
    product, scene = cut_free(garment()), sets.find("table")
    assert scene is not None
    for size in ((400, 400), (1200, 628), (300, 250)):
        how = cut(scene, wish(*size, kind="thing"), product)
        foot = (how.top + (how.middle[1] + how.size[1] / 2) * how.scale) / scene.size_px[1]
        assert abs(foot - scene.anchor[1]) < 0.03


def test_garments_lie_or_hang_and_shoes_stand(sets: Sets) -> None:
    product = cut_free(garment())
    assert choose_scene(sets, wish(kind="T-Shirt"), product)[0].support != "stand"
    assert choose_scene(sets, wish(kind="Shoes"), product)[0].support == "stand"
    assert choose_scene(sets, wish(support="stand"), product)[0].id == "table"


def test_words_and_themes_and_variety_choose(sets: Sets) -> None:
    product = cut_free(garment())
    assert choose_scene(sets, wish(theme="wood"), product)[0].id == "oak"
    assert choose_scene(sets, wish(words="soft linen", support="lie"), product)[0].id == "linen"
    first, second = (choose_scene(sets, wish(support="lie", variety=n), product)[0].id for n in (0, 1))
    assert {first, second} == {"linen", "oak"}
    order = [scene.id for scene, _ in rank(sets, wish(), product)]
    assert order == [scene.id for scene, _ in rank(sets, wish(), product)]


def test_a_product_is_not_put_where_it_drowns(sets: Sets) -> None:
    dark = cut_free(garment((70, 52, 40), (70, 52, 40)))
    assert choose_scene(sets, wish(support="lie"), dark)[0].id == "linen"


def test_what_there_is_none_of_is_said(sets: Sets, tmp_path: Path) -> None:
    product = cut_free(garment())
    with pytest.raises(InputError, match="festive") as caught:
        rank(sets, wish(theme="festive"), product)
    assert "wood" in caught.value.remedy
    with pytest.raises(InputError, match="No scenes"):
        rank(Sets(tmp_path), wish(), product)
    with pytest.raises(InputError, match="not here"):
        choose_scene(sets, wish(scene="beach"), product)


def test_a_hanger_refuses_a_banner(sets: Sets) -> None:
    with pytest.raises(InputError, match="hang"):
        rank(sets, wish(728, 90, support="hang"), cut_free(garment()))


def test_a_skirt_hangs_from_clips_and_never_from_a_hanger(folder: Path) -> None:
    peg = next(each for each in Sets(folder).scenes if each.id == "peg")
    hanger, clips = (
        peg.model_copy(update={"grips": grips}) for grips in (((0.5, 0.24),), ((0.42, 0.24), (0.58, 0.24)))
    )
    product = np.zeros((300, 300, 4), np.uint8)
    product[20:, 20:280] = (40, 60, 120, 255)
    held = {
        (name, kind): cut(scene, wish(kind=kind, support="hang"), product).held
        for name, scene in (("hanger", hanger), ("clips", clips))
        for kind in ("Skirt", "T-Shirt")
    }
    assert held["clips", "Skirt"]
    assert held["hanger", "T-Shirt"]
    assert not held["hanger", "Skirt"]


def stool_and_box() -> tuple[np.ndarray, np.ndarray]:
    """A seat on three legs, two of them farther away, and a box of the same size."""
    stool, box = (np.zeros((200, 120, 4), np.uint8) for _ in range(2))
    for part in (np.s_[:30], np.s_[:, 56:64], np.s_[:160, 4:12], np.s_[:160, 108:116]):
        stool[part] = (150, 100, 60, 255)
    box[:] = (150, 100, 60, 255)
    return stool, box


def test_furniture_stands_in_rooms_rather_than_on_tables(tmp_path: Path) -> None:
    draw_sets(tmp_path)
    listed = json.loads((tmp_path / "scenes.json").read_text())
    table = next(each for each in listed["scenes"] if each["id"] == "table") | {"wall_y": None}
    listed["scenes"] = [table | {"id": "a-table", "metre": 1.05}, table | {"id": "room", "metre": 0.6}]
    (tmp_path / "scenes.json").write_text(json.dumps(listed))
    stool, box = stool_and_box()
    assert rank(Sets(tmp_path), wish(kind="thing"), stool)[0][0].id == "room"
    listed["scenes"][0]["words"], listed["scenes"][1]["words"] = ["garden"], ["plain"]
    (tmp_path / "scenes.json").write_text(json.dumps(listed))
    assert rank(Sets(tmp_path), wish(kind="thing", words="garden"), box)[0][0].id == "a-table"


def test_far_legs_keep_out_of_the_wall(tmp_path: Path) -> None:
    draw_sets(tmp_path)
    listed = json.loads((tmp_path / "scenes.json").read_text())
    table = next(each for each in listed["scenes"] if each["id"] == "table")
    listed["scenes"] = [table | {"id": "deep", "wall_y": 0.5}, table | {"id": "shallow", "wall_y": 0.75}]
    (tmp_path / "scenes.json").write_text(json.dumps(listed))
    stool, box = stool_and_box()
    first = {
        name: rank(Sets(tmp_path), wish(kind="thing"), each)[0][0].id for name, each in (("stool", stool), ("box", box))
    }
    assert first == {"stool": "deep", "box": "deep"}
    listed["scenes"][0]["words"], listed["scenes"][1]["words"] = ["plain"], ["garden"]
    (tmp_path / "scenes.json").write_text(json.dumps(listed))
    first = {
        name: rank(Sets(tmp_path), wish(kind="thing", words="garden"), each)[0][0].id
        for name, each in (("stool", stool), ("box", box))
    }
    assert first == {"stool": "deep", "box": "shallow"}


def test_a_set_made_for_some_kinds_comes_last_for_others(tmp_path: Path) -> None:
    draw_sets(tmp_path)
    listed = json.loads((tmp_path / "scenes.json").read_text())
    orders = []
    for kinds in ([], ["Pants"]):
        for each in listed["scenes"]:
            each["kinds"] = kinds if each["id"] == "linen" else []
        (tmp_path / "scenes.json").write_text(json.dumps(listed))
        orders.append(
            [scene.id for scene, _ in rank(Sets(tmp_path), wish(support="lie"), cut_free(garment(NAVY, NAVY)))]
        )
    assert orders[0][0] == "linen"
    assert orders[1][-1] == "linen"


def test_the_product_does_not_change_with_the_set_but_the_set_with_the_product(folder: Path) -> None:
    backend, results = CompactScenes(folder), []
    for colour in (NAVY, SAGE):
        request = StageRequest(
            image=garment(colour, colour), width_px=200, height_px=200, scene="linen", kind="T-Shirt", layers=True
        )
        results.append(backend.stage(request, Job()))
    clean = [np.asarray(each.layers.clean, np.int16) for each in results if each.layers]
    assert 0 < np.abs(clean[0] - clean[1]).mean() < 12
    plate = np.asarray(Image.open(folder / "linen.webp").resize((200, 200)), np.float32)
    warmth = plate[..., 0].mean() - plate[..., 2].mean()
    assert clean[0][..., 0].mean() - clean[0][..., 2].mean() < warmth  # the light got whiter


@pytest.mark.parametrize(
    "damage",
    [
        {"support": "float"}, {"lights": []}, {"free": [0.9, 0.1, 0.2, 0.8]}, {"plate": "../x.webp"}, {"extra": 1},
        {"lights": [{"from": [3, 0, 0], "size_deg": 5, "colour": "#ffffff", "share": 0.5}]}, {"anchor": [2, 0]},
    ],
    ids=str,
)  # fmt: skip
def test_a_damaged_list_is_refused(tmp_path: Path, damage: dict[str, object]) -> None:
    (tmp_path / "scenes.json").write_text(json.dumps({"format": 1, "scenes": [scenes()[0] | damage]}))
    with pytest.raises(BackendUnavailableError) as caught:
        Sets(tmp_path)
    assert caught.value.remedy


def test_a_damaged_plate_is_told(tmp_path: Path) -> None:
    folder = draw_sets(tmp_path / "sets")
    (folder / "linen.webp").write_bytes(b"RIFF nothing")
    with pytest.raises(BackendUnavailableError, match="damaged"):
        CompactScenes(folder).stage(wish(scene="linen"), Job())


def test_the_shipped_scenes_fit_their_form() -> None:
    sets = Sets(FOLDER)
    listed = json.loads((FOLDER / "scenes.json").read_text())["scenes"] if (FOLDER / "scenes.json").exists() else []
    assert len(sets.scenes) == len(listed)
    for scene in sets.scenes:
        assert sets.plate(scene).shape[:2][::-1] == scene.size_px
        assert len(sets.sha256(scene)) == 64


def hat(narrow: bool) -> Image.Image:
    """A hat from above, a disc; or from the side, with a broad brim at its foot."""
    image = Image.new("RGBA", (200, 160))
    draw = ImageDraw.Draw(image)
    if narrow:
        draw.ellipse((30, 10, 170, 150), fill=(90, 70, 60, 255))
    else:
        draw.rectangle((60, 30, 140, 120), fill=(90, 70, 60, 255))
        draw.rectangle((20, 115, 180, 135), fill=(90, 70, 60, 255))
    return image


def test_a_hat_lies_and_never_stands_on_its_edge(sets: Sets) -> None:
    for narrow in (True, False):
        image = hat(narrow)
        request = replace(wish(kind="Hat"), image=image)
        assert {scene.support for scene, _ in rank(sets, request, cut_free(image))} == {"lie"}
        asked = replace(request, support="stand")
        if narrow:
            with pytest.raises(InputError, match="stand on its edge"):
                rank(sets, asked, cut_free(image))
        else:
            assert {scene.support for scene, _ in rank(sets, asked, cut_free(image))} == {"stand"}


def shoes(above: bool) -> Image.Image:
    """Two soles seen from above, or one shoe from the side, with a heel."""
    image = Image.new("RGBA", (220, 200))
    draw = ImageDraw.Draw(image)
    if above:
        draw.ellipse((20, 10, 90, 190), fill=(90, 70, 60, 255))
        draw.ellipse((120, 0, 190, 170), fill=(90, 70, 60, 255))
    else:
        draw.polygon(
            [(10, 150), (120, 110), (210, 60), (210, 150), (170, 150), (160, 125), (110, 150)], fill=(90, 70, 60)
        )
    return image


def test_shoes_seen_from_above_lie_and_those_from_the_side_stand(sets: Sets) -> None:
    for above, ways in ((True, {"lie"}), (False, {"stand", "lie"})):
        image = shoes(above)
        request = replace(wish(kind="Shoes"), image=image)
        assert {scene.support for scene, _ in rank(sets, request, cut_free(image))} == ways
    with pytest.raises(InputError, match="stand on its edge"):
        rank(sets, replace(wish(kind="Shoes"), image=shoes(True), support="stand"), cut_free(shoes(True)))


def test_furniture_without_legs_keeps_off_tables_as_well(sets: Sets) -> None:
    image = Image.new("RGBA", (200, 160))
    ImageDraw.Draw(image).rectangle((20, 20, 180, 150), fill=(120, 130, 90, 255))
    request = replace(wish(kind="furniture"), image=image)
    ranked = [scene for scene, _ in rank(sets, request, cut_free(image))]
    assert {scene.support for scene in ranked} == {"stand"}
    rooms = sum(scene.metre <= 0.8 for scene in ranked)
    if rooms:
        assert all(scene.metre <= 0.8 for scene in ranked[: max(1, rooms // 2)])


def test_cushions_lie(sets: Sets) -> None:
    assert {scene.support for scene, _ in rank(sets, wish(kind="cushion"), cut_free(wish().image))} == {"lie"}
