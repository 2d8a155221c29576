"""Pictures without their ground: cut once, kept by content, and photos where there is nothing to cut."""

from __future__ import annotations

import io
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from models.errors import BackendFailedError, CancelledError
from models.registry import Registry
from models.runners.inprocess import InProcessRunner
from models.settings import load_settings
from models.types import Job, Progress
from segments.cache import Cache, Look
from segments.cutouts import Cutter, find_pictures, open_cutter
from segments.swatches import read_swatch


def keep(path: Path, **pictures: Image.Image) -> None:
    """Pictures into the cache, as an import does; RGBA ones as PNG."""
    with closing(Cache(path)) as cache:
        for name, picture in pictures.items():
            buffer = io.BytesIO()
            picture.save(buffer, format="PNG" if picture.mode == "RGBA" else "JPEG")
            look = Look(buffer.getvalue(), read_swatch(picture.convert("RGB")))
            cache.put("any", [name], np.ones((1, 4), np.float32), [look])


def on_floor(colour: str) -> Image.Image:
    picture = Image.new("RGB", (120, 160), "#33261c")
    ImageDraw.Draw(picture).rectangle((30, 40, 89, 119), fill=colour)
    return picture


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


class Middle:
    """Cuts the middle out of everything but what is black, and counts."""

    def __init__(self, id: str = "middle") -> None:
        self.asked = 0
        self.cutter = Cutter(id=id, cut=self.cut)

    def cut(self, picture: Image.Image) -> Image.Image | None:
        self.asked += 1
        if not picture.convert("L").point(lambda value: 255 * (value > 60)).getbbox():
            return None
        alpha = Image.new("L", picture.size)
        ImageDraw.Draw(alpha).ellipse((30, 40, 89, 119), fill=255)
        product = picture.copy()
        product.putalpha(alpha)
        return product


def test_a_photo_stands_free_and_is_cut_once(tmp_path: Path) -> None:
    path, middle = tmp_path / "cache.sqlite", Middle()
    keep(path, red=on_floor("#c03020"), ready=Image.new("RGBA", (9, 9), "#20803060"), dark=Image.new("RGB", (50, 50)))
    asked = ["red", "ready", "dark", "red", "", "unknown"]
    first = find_pictures(path, asked, middle.cutter)
    assert set(first) == {"red", "ready", "dark"}
    product = opened(first["red"])
    assert product.size == (60, 80)
    assert product.mode == "RGBA"
    assert opened(first["ready"]).format == "PNG"
    assert opened(first["dark"]).format == "JPEG"
    assert middle.asked == 2
    assert find_pictures(path, asked, middle.cutter) == first
    assert middle.asked == 2
    other = Middle("another")
    find_pictures(path, asked, other.cutter)
    assert other.asked == 2


def test_without_a_cutter_or_when_it_breaks_the_photo_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    keep(path, red=on_floor("#c03020"))

    def broken(picture: Image.Image) -> Image.Image:
        raise BackendFailedError("It broke.", "Try again.")

    for cutter in (None, Cutter(id="broken", cut=broken)):
        assert opened(find_pictures(path, ["red"], cutter)["red"]).format == "JPEG"
    assert opened(find_pictures(path, ["red"], Cutter(id="broken", cut=Middle().cut))["red"]).format == "WEBP"
    assert find_pictures(tmp_path / "none.sqlite", ["red"], None) == {}


def test_stopped_half_way_what_is_cut_is_kept(tmp_path: Path) -> None:
    path, middle, seen = tmp_path / "cache.sqlite", Middle(), list[Progress]()
    names = [f"p{number}" for number in range(6)]
    keep(path, **{name: on_floor(f"#c0{number}020") for number, name in enumerate(names)})
    job = Job(on_progress=seen.append, cancelled=lambda: len(seen) == 3)
    with pytest.raises(CancelledError):
        find_pictures(path, names, middle.cutter, job)
    done = middle.asked
    assert 0 < done < len(names)
    find_pictures(path, names, middle.cutter)
    assert middle.asked == len(names)


def test_a_page_that_cannot_wait_gets_photos_for_now(tmp_path: Path) -> None:
    path, middle = tmp_path / "cache.sqlite", Middle()
    keep(path, red=on_floor("#c03020"))
    assert opened(find_pictures(path, ["red"], middle.cutter, patience_s=-1)["red"]).format == "JPEG"
    assert opened(find_pictures(path, ["red"], middle.cutter)["red"]).format == "WEBP"


def test_the_compact_masker_takes_the_floor_away(tmp_path: Path) -> None:
    settings, registry = load_settings(), Registry()
    cutter = open_cutter(InProcessRunner(registry, settings).run, registry)
    if cutter is None:
        pytest.skip("NO COMPACT MASKER: its weights are not there")
    path = tmp_path / "cache.sqlite"
    keep(path, red=on_floor("#d04030"))
    product = np.asarray(opened(find_pictures(path, ["red"], cutter)["red"]).convert("RGBA"))
    assert abs(product.shape[1] - 60) <= 6
    assert abs(product.shape[0] - 80) <= 6
    solid = product[product[..., 3] > 200][:, :3].mean(axis=0)
    assert np.abs(solid - (0xD0, 0x40, 0x30)).max() < 24


def test_crumbs_and_what_reaches_in_from_outside_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    keep(path, shoes=on_floor("#c03020"))
    alpha = Image.new("L", (120, 160))
    draw = ImageDraw.Draw(alpha)
    draw.rectangle((30, 60, 54, 110), fill=255)
    draw.rectangle((70, 60, 92, 110), fill=255)  # a pair
    draw.rectangle((0, 10, 26, 40), fill=255)  # a black bar at the photo's edge
    draw.rectangle((100, 140, 104, 144), fill=255)  # a crumb

    def cut(picture: Image.Image) -> Image.Image:
        product = picture.copy()
        product.putalpha(alpha)
        return product

    product = opened(find_pictures(path, ["shoes"], Cutter(id="pair", cut=cut))["shoes"])
    assert product.size == (63, 51)


def test_a_product_that_is_larger_than_its_photo_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    keep(path, coat=on_floor("#c03020"))
    alpha = Image.new("L", (120, 160))
    ImageDraw.Draw(alpha).rectangle((0, 20, 119, 159), fill=255)

    def cut(picture: Image.Image) -> Image.Image:
        product = picture.copy()
        product.putalpha(alpha)
        return product

    assert opened(find_pictures(path, ["coat"], Cutter(id="coat", cut=cut))["coat"]).size == (120, 140)
