"""Construction lines: their code, hostile codes, and what is printed of them."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest

from models.errors import InputError
from models.seam_path import fill, look_near, smooth, trace
from models.seam_print import SeamPrint, print_seams
from models.seams import HEAD, KINDS, MARK_SIZE, MOST_MARKS, MOST_POINTS, Mark, move, read_marks, write_marks


def at(*points: tuple[float, float]) -> np.ndarray:
    """Points in px of 256 as the code has them."""
    return np.array(points, np.float32) / 256 - 0.5


BODY = at((60, 40), (60, 40), (196, 40), (196, 40), (196, 216), (196, 216), (60, 216), (60, 216))
ACROSS = at((70, 128), (128, 120), (186, 128))
RING = at((100, 50), (156, 50), (150, 80), (106, 80))


def line(kind: str, **changes: object) -> Mark:
    area = kind in ("opening", "panel")
    mark = Mark(kind=kind, points=RING if area else ACROSS, width=6, depth=0.7, closed=area)  # type: ignore[arg-type]
    return replace(mark, **changes)  # type: ignore[arg-type]


EACH = [line(kind, count=3 if kind == "button" else 1) for kind in KINDS]


def printed(marks: list[Mark], side: int = 256, seed: int = 1) -> SeamPrint:
    return print_seams(marks, fill(BODY, side), seed)


def planes(found: SeamPrint) -> dict[str, np.ndarray]:
    return {name: getattr(found, name) for name in ("light", "inside", "panel", "fitting")}


def test_marks_come_back_from_their_code():
    for mark, again in zip(EACH, read_marks(write_marks(EACH)), strict=True):
        assert (again.kind, again.count, again.closed) == (mark.kind, mark.count, mark.closed)
        assert (again.width, again.depth) == (pytest.approx(mark.width, rel=1e-3), pytest.approx(mark.depth, rel=1e-3))
        assert np.allclose(again.points, mark.points, atol=5e-4)
    assert read_marks(b"") == ()
    assert write_marks([]) == b""
    assert write_marks(read_marks(write_marks(EACH))) == write_marks(EACH), "written again, the same bytes"


def test_too_much_is_refused():
    with pytest.raises(InputError):
        write_marks([EACH[0]] * (MOST_MARKS + 1))
    with pytest.raises(InputError):
        write_marks([line("seam", points=np.zeros((MOST_POINTS + 1, 2), np.float32))])


def damaged(place: int, value: float) -> bytes:
    row = np.frombuffer(write_marks([line("seam")]), "<f2").copy()
    row[place] = value
    return row.tobytes()


HOSTILE = {
    "bytes": b"123", "half a mark": write_marks(EACH)[:MARK_SIZE], "too many": bytes(2 * MARK_SIZE * (MOST_MARKS + 1)),
    "kind": damaged(0, len(KINDS)), "half a kind": damaged(0, 0.5), "no kind": damaged(0, -1),
    "no width": damaged(1, 0), "width": damaged(1, 999), "depth": damaged(2, 1.5), "count": damaged(3, 65),
    "closed": damaged(4, 2), "no points": damaged(5, 0), "points": damaged(5, MOST_POINTS + 1),
    "NaN": damaged(HEAD, math.nan), "endless": damaged(HEAD + 1, math.inf), "far": damaged(HEAD, 2),
}  # fmt: skip


@pytest.mark.parametrize("code", HOSTILE.values(), ids=HOSTILE)
def test_codes_that_are_none(code: bytes):
    with pytest.raises(InputError) as caught:
        read_marks(code)
    assert caught.value.remedy


def test_points_are_carried():
    moved = move(EACH, lambda points: points + np.array([0.1, 0], np.float32))
    for before, after in zip(EACH, moved, strict=True):
        assert np.allclose(after.points - before.points, [0.1, 0], atol=1e-6)
        assert (after.kind, after.width) == (before.kind, before.width)


def test_curves_go_through_their_points_and_keep_corners():
    curve = smooth(ACROSS, False)
    for point in ACROSS:
        assert np.linalg.norm(curve - point, axis=1).min() < 1e-3
    corner = smooth(at((50, 50), (100, 50), (100, 50), (100, 100)), False)
    assert corner[:, 0].max() <= 100 / 256 - 0.5 + 1e-6, "a corner does not swing out"
    ring = smooth(RING, True)
    assert np.allclose(ring[0], ring[-1], atol=1e-6)


def test_how_far_pixels_lie_beside_a_line():
    near = look_near(trace(at((60, 100), (200, 100)), False, 256), 8, 256)
    assert near is not None
    below = (near.rows == 105) & (near.columns > 80) & (near.columns < 180)
    assert np.allclose(near.beside[below], 5.5, atol=0.05), "to the right of a way that leads right is down"
    assert np.allclose(near.along[below], near.columns[below] + 0.5 - 60, atol=0.05)
    assert look_near(trace(at((400, 300), (500, 300)), False, 256), 8, 256) is None


@pytest.mark.parametrize("mark", EACH, ids=KINDS)
def test_every_kind_is_seen_and_only_on_the_garment(mark: Mark):
    alpha = fill(BODY, 256)
    there = planes(printed([mark]))
    changed = np.maximum.reduce([np.abs(plane) for plane in there.values()])
    assert (changed > 0.05).sum() > 20
    assert changed[alpha == 0].max() == 0
    for name in ("inside", "panel", "fitting"):
        assert there[name].min() >= 0
        assert there[name].max() <= 1
    far = np.hypot(*np.meshgrid(np.arange(256) - 128, np.arange(256) - 100)) > 110
    assert changed[far].max() < 0.02, "nothing far from the line"


@pytest.mark.parametrize("mark", EACH, ids=KINDS)
def test_lines_that_leave_the_canvas_or_are_a_point_are_no_trouble(mark: Mark):
    for points in (mark.points + 0.7, mark.points * 0 + 0.1, mark.points[:1], mark.points[:2], mark.points * 3):
        found = printed([replace(mark, points=np.clip(points, -0.75, 0.75).astype(np.float32))], 128)
        assert all(np.isfinite(plane).all() for plane in planes(found).values())


def test_the_same_seed_gives_the_same_print_and_another_hand_sews_otherwise():
    first, again, other = (printed(EACH, seed=seed) for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(planes(first).values(), planes(again).values(), strict=True))
    assert not np.array_equal(first.light, other.light)
    assert np.corrcoef(first.light.ravel(), other.light.ravel())[0, 1] > 0.8, "it is the same garment"


def test_a_line_that_is_moved_is_printed_where_it_was_moved_to():
    seam = line("seam", width=2)
    before, after = (
        printed([each]).light for each in (seam, *move([seam], lambda p: p + np.array([0, 20 / 256], np.float32)))
    )
    assert np.abs(after[30:200] - before[10:180]).max() < 0.02
    assert np.abs(after[100:130] - before[100:130]).max() > 0.1


@pytest.mark.parametrize("mark", EACH, ids=KINDS)
def test_a_large_print_shrunk_is_a_small_print(mark: Mark):
    small, large = printed([mark], 256), printed([mark], 768)
    for one, other in zip(planes(small).values(), planes(large).values(), strict=True):
        shrunk = cv2.resize(other, (256, 256), interpolation=cv2.INTER_AREA)
        assert np.abs(cv2.GaussianBlur(shrunk - one, (0, 0), 1.5)).max() < 0.14


def test_an_opening_wipes_what_lies_under_it_and_hides_under_what_lies_over_it():
    under = printed([line("panel"), line("opening")])
    assert under.panel[60, 128] == 0
    assert under.inside[60, 128] == 1
    assert under.light[60, 128] < -0.1, "the inside is darker"
    assert under.light[77, 128] < under.light[55, 128], "darkest under the front's edge"
    over = printed([line("opening"), line("seam", points=at((100, 65), (156, 65)), width=3)])
    assert over.light[65, 128] < under.light[65, 128] - 0.05


def test_buttons_are_spread_and_counted():
    found = printed([line("button", points=at((128, 60), (128, 200)), count=4, width=8)])
    count, _ = cv2.connectedComponents((found.fitting > 0.5).astype(np.uint8))
    assert count - 1 == 4
    assert found.fitting[60, 128] > 0.5
    assert found.fitting[199, 127] > 0.5
