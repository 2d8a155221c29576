"""The staged catalogue: served at once, exact to the pixel, made once a bucket, never half-written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from models.errors import CancelledError, InputError
from models.staging.catalogue import PAPER, Catalogue
from models.staging.placements import PLACEMENTS, Placement, find_placement
from models.staging.placing import cut_free, resample
from models.staging.requests import Check, Layers, StageRequest, StageResult
from models.staging.tasks import TaskStack
from models.types import Job

SQUARE, STORY, RECTANGLE = (find_placement(id) for id in ("square", "story", "rectangle"))


def draw_product(id: str) -> Image.Image:
    """A tall bottle or a wide box with a pattern, clear around it."""
    image = Image.new("RGBA", (400, 400))
    box = (150, 40, 250, 360) if id == "bottle" else (40, 120, 360, 280)
    ImageDraw.Draw(image).rectangle(box, fill=(180, 40, 60, 255))
    ImageDraw.Draw(image).line(box, fill=(250, 240, 200, 255), width=9)
    return image


class Sets:
    """A stager on a green ground with a shadow, which counts what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[StageRequest] = []
        self.astray = False

    def stage(self, request: StageRequest) -> StageResult:
        self.asked.append(request)
        if request.theme == "nowhere":
            raise InputError("There is no scene of the theme 'nowhere' for this.")
        size = request.width_px, request.height_px
        across = np.linspace(0, 255, size[0], dtype=np.uint8)
        ground = np.zeros((size[1], size[0], 3), np.uint8)
        ground[..., 1], ground[..., 0] = 140, across
        picture = Image.fromarray(ground)
        room = request.room
        box = (room[0] + 0.1, room[1], room[2] + 0.1, room[3]) if self.astray and not request.variety else room
        clear = Image.new("RGBA", size)
        check = Check(max_difference=0, delta_e=0, core=1, edge=0, enlarged=1)
        layers = Layers(clean=picture, shaded=picture, product=clear)
        return StageResult(image=picture, box=box, check=check, scene="green", layers=layers)


@pytest.fixture
def sets() -> Sets:
    return Sets()


@pytest.fixture
def catalogue(tmp_path: Path, sets: Sets) -> Iterator[Catalogue]:
    tasks = TaskStack(f"sqlite:///{tmp_path / 'tasks.sqlite'}")
    yield Catalogue(tmp_path / "creatives", tasks, draw_product, sets.stage)
    tasks.close()


def product_pixels(catalogue: Catalogue, image: Image.Image, placement: Placement) -> tuple[np.ndarray, np.ndarray]:
    """The core of the product in a creative, and in the product itself at that size."""
    frame = catalogue.frame("bottle", placement)
    left, top, right, bottom = (round(side) for side in (frame.left, frame.top, frame.right, frame.bottom))
    wanted = resample(cut_free(draw_product("bottle")), right - left, bottom - top)
    core = wanted[..., 3] == 255
    return np.asarray(image)[top:bottom, left:right][core], wanted[..., :3][core]


def test_until_it_is_made_the_product_is_served_on_plain_paper(catalogue: Catalogue, sets: Sets) -> None:
    served = catalogue.serve("bottle", "home", SQUARE)
    assert not served.ready
    assert served.image.size == (1080, 1080)
    assert served.image.getpixel((5, 5)) == PAPER
    seen, wanted = product_pixels(catalogue, served.image, SQUARE)
    assert np.array_equal(seen, wanted)
    assert sets.asked == []
    assert catalogue.tasks.counts()["waiting"] == 1


@pytest.mark.parametrize("placement", PLACEMENTS, ids=lambda each: each.id)
def test_once_made_it_is_served_staged_and_the_product_is_exact(catalogue: Catalogue, placement: Placement) -> None:
    catalogue.serve("bottle", "home", placement)
    assert catalogue.work("me", Job()) == 1
    served = catalogue.serve("bottle", "home", placement)
    assert served.ready
    assert served.image.size == (placement.width_px, placement.height_px)
    seen, wanted = product_pixels(catalogue, served.image, placement)
    assert np.array_equal(seen, wanted)
    red, green, _ = served.image.getpixel((2, 2))
    assert abs(green - 140) < 8
    assert red < served.image.getpixel((placement.width_px - 3, 2))[0]


def test_placements_of_one_bucket_are_made_once(catalogue: Catalogue, sets: Sets) -> None:
    small = replace(SQUARE, width_px=540, height_px=540)
    tasks = catalogue.plan(["bottle"], ["home"], [SQUARE, small])
    assert tasks.requests == 2
    assert len(tasks.tasks) == 1
    catalogue.serve("bottle", "home", SQUARE)
    catalogue.work("me", Job())
    assert catalogue.serve("bottle", "home", small).ready
    assert len(sets.asked) == 1


def test_what_is_looked_at_now_is_made_before_what_was_planned(catalogue: Catalogue, sets: Sets) -> None:
    for task in catalogue.plan(["box"], ["home", "wood"], [SQUARE, STORY]).tasks:
        catalogue.tasks.want(task)
    catalogue.serve("bottle", "home", RECTANGLE)
    catalogue.work("me", Job(), most=1)
    assert catalogue.serve("bottle", "home", RECTANGLE).ready


def test_a_set_without_room_gives_way_to_the_next(catalogue: Catalogue, sets: Sets) -> None:
    sets.astray = True
    catalogue.serve("bottle", "home", SQUARE)
    catalogue.work("me", Job())
    assert [request.variety for request in sets.asked] == [0, 1]
    seen, wanted = product_pixels(catalogue, catalogue.serve("bottle", "home", SQUARE).image, SQUARE)
    assert np.array_equal(seen, wanted)


def test_a_theme_without_sets_fails_once_and_says_so_while_the_rest_goes_on(catalogue: Catalogue) -> None:
    catalogue.serve("bottle", "nowhere", SQUARE)
    catalogue.serve("bottle", "home", SQUARE)
    assert catalogue.work("me", Job()) == 1
    assert catalogue.tasks.counts()["failed"] == 1
    assert "nowhere" in catalogue.tasks.faults()[0][1]
    assert not catalogue.serve("bottle", "nowhere", SQUARE).ready


def test_stopping_gives_the_task_back(catalogue: Catalogue) -> None:
    catalogue.serve("bottle", "home", SQUARE)
    with pytest.raises(CancelledError):
        catalogue.work("me", Job(cancelled=lambda: True))
    assert catalogue.tasks.counts()["waiting"] == 1
    assert catalogue.work("me", Job()) == 1


def test_a_picture_that_is_not_whole_is_not_served(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.serve("bottle", "home", SQUARE)
    catalogue.work("me", Job())
    key = catalogue.task("bottle", "home", SQUARE).key
    (tmp_path / "creatives" / f"{key}.jpg").write_bytes(b"\xff\xd8 cut off")
    assert not catalogue.serve("bottle", "home", SQUARE).ready
    assert not list((tmp_path / "creatives").glob("*.part"))
    assert catalogue.work("me", Job()) == 1  # it was asked for again
    assert catalogue.serve("bottle", "home", SQUARE).ready
