"""Shape sliders: what they move, what they leave, and what a stranger's sliders may not do."""

from __future__ import annotations

import numpy as np
import pytest

from models import reshape_cuts as cuts
from models.design import SHAPE_SIZE, Cloth, Cutting, DesignSpec, read_code, write_code
from models.designing import Record, change, read_record, write_record
from models.errors import InputError
from models.library import read_library
from models.reshape import list_sliders, move_sliders, plan, read_settings, reshape
from models.reshape_landmarks import Landmarks, find_landmarks
from models.seams import Mark, read_marks, write_marks
from models.shape import decode, encode

SIDE = 256


def shirt() -> bytes:
    """A T-shirt drawn as a box with two sleeves: its measures are known."""
    alpha = np.zeros((SIDE, SIDE), np.uint8)
    alpha[44:214, 70:186] = 255
    for row in range(48, 94):
        lean = (row - 48) // 6
        alpha[row, 40 + lean : 70] = 255
        alpha[row, 186 : 216 - lean] = 255
    alpha[44:58, 104:152] = 0
    relief = np.zeros((SIDE, SIDE), np.float32)
    relief[196:202] = -0.3  # a hem's seam
    return write_code(encode(alpha, relief, np.zeros_like(relief)))


def trousers() -> bytes:
    alpha = np.zeros((SIDE, SIDE), np.uint8)
    alpha[30:110, 88:168] = 255
    alpha[110:230, 88:122] = 255
    alpha[110:230, 134:168] = 255
    blank = np.zeros((SIDE, SIDE), np.float32)
    return write_code(encode(alpha, blank, blank))


def spec(code: bytes, category: str = "T-Shirt", seams: bytes = b"") -> DesignSpec:
    return DesignSpec(shape=code, cloth=Cloth(), colour=(10, 20, 30), accent=(1, 2, 3), category=category, seams=seams)


def look(code: bytes, category: str) -> Landmarks:
    found = find_landmarks(decode(read_code(code, SHAPE_SIZE, "shape")).distance > 0, category)
    assert found is not None
    return found


def measure(code: bytes, category: str, zoom: float = 1.0) -> dict[str, float]:
    found = cuts.measure(look(code, category), category)
    return {name: value if "flare" in name else value / zoom for name, value in found.items()}


def test_landmarks_of_a_shirt() -> None:
    found = look(shirt(), "T-Shirt")
    left, right = found.limbs
    assert abs(left.pit[0] - 70) < 4
    assert abs(left.pit[1] - 94) < 4
    assert abs(right.pit[0] - 186) < 4
    assert abs(found.top - 44) < 4
    assert abs(found.bottom - 214) < 4
    assert abs(found.axis - 128) < 3
    assert abs(found.chest - 116) < 4
    assert abs(found.neck - 24) < 5
    assert abs(found.dip - 14) < 4
    assert left.along[0] < -0.7
    assert right.along[0] > 0.7


def test_landmarks_of_trousers() -> None:
    found = look(trousers(), "Pants")
    assert len(found.limbs) == 2
    assert abs(found.pit - 110) < 4
    assert all(abs(leg.length - 120) < 8 and leg.along[1] > 0.95 for leg in found.limbs)


@pytest.mark.parametrize("name", ["length", "fit", "sleeve", "neck_depth"])
def test_a_slider_moves_what_it_names_and_little_else(name: str) -> None:
    code, before = shirt(), measure(shirt(), "T-Shirt")
    known = list_sliders(code, "T-Shirt")[name]
    for setting in (round(known.low / 2, 2), round(known.high / 2, 2)):
        cut = plan(code, "T-Shirt", {name: setting})
        if cut is None or (name == "neck_depth" and setting < 0):  # a flat neckline has no corners to measure from
            continue
        after = measure(reshape(code, "T-Shirt", {name: setting}), "T-Shirt", cut.zoom)
        wanted = setting * look(code, "T-Shirt").chest if name == "neck_depth" else setting * before[name]
        assert after[name] - before[name] == pytest.approx(wanted, abs=4.5)
        for other in {"length", "fit", "sleeve"} - {name}:
            assert abs(after[other] / before[other] - 1) < 0.06, (name, setting, other)


def test_legs_grow_without_the_waist() -> None:
    code = trousers()
    known = list_sliders(code, "Pants")["leg_length"]
    setting = round(known.low / 2, 2)
    cut = plan(code, "Pants", {"leg_length": setting})
    assert cut is not None
    before, after = measure(code, "Pants"), measure(reshape(code, "Pants", {"leg_length": setting}), "Pants", cut.zoom)
    assert after["leg_length"] / before["leg_length"] - 1 == pytest.approx(setting, abs=0.04)
    assert after["rise"] == pytest.approx(before["rise"], abs=3)


def test_nothing_moved_is_the_same_code_and_back_to_nought_too() -> None:
    code = shirt()
    assert reshape(code, "T-Shirt", {"length": 0.0}) == code
    design = spec(code)
    moved = move_sliders(design, {"length": -0.1})
    assert moved.shape != code
    assert read_settings(moved) == {"length": -0.1}
    assert move_sliders(moved, {"length": 0.0}) == design
    both = move_sliders(moved, {"sleeve": 0.1})
    assert read_settings(both) == {"length": -0.1, "sleeve": 0.1}
    assert move_sliders(both, {"length": 0.0}) == move_sliders(design, {"sleeve": 0.1})


def test_the_same_settings_make_the_same_code() -> None:
    code = shirt()
    assert reshape(code, "T-Shirt", {"fit": 0.1, "length": -0.1}) == reshape(
        code, "T-Shirt", {"length": -0.1, "fit": 0.1}
    )


def test_a_garment_stays_on_the_canvas() -> None:
    for shape in read_library().shapes[::5]:
        for name, known in list_sliders(shape.code, shape.category).items():
            distance = decode(
                read_code(reshape(shape.code, shape.category, {name: known.high}), SHAPE_SIZE, "shape")
            ).distance
            rim = np.concatenate([distance[0], distance[-1], distance[:, 0], distance[:, -1]])
            assert rim.max() < 0, (shape.name, name)


def test_maps_fold_nowhere() -> None:
    """The body's map keeps every little square's orientation, at both ends of every slider."""
    ys, xs = np.mgrid[8:248:4, 8:248:4].astype(np.float64)
    grid = np.stack([xs, ys], -1)
    for shape in read_library().shapes[::7]:
        for name, known in list_sliders(shape.code, shape.category).items():
            for setting in (known.low, known.high):
                cut = plan(shape.code, shape.category, {name: setting})
                for bend in (cut.body, *cut.limbs) if cut else ():
                    moved = bend.forth(grid)
                    right, down = np.diff(moved, axis=1)[:-1], np.diff(moved, axis=0)[:, :-1]
                    assert (right[..., 0] * down[..., 1] - right[..., 1] * down[..., 0] > 0).all(), (shape.name, name)
                    inside = (moved > 0).all(-1) & (moved < SIDE).all(-1)
                    assert np.abs(bend.back(moved) - grid)[inside].max() < 0.1


def test_seams_go_along() -> None:
    hem = Mark(kind="seam", points=np.array([[-0.15, 0.31], [0.0, 0.31], [0.15, 0.31]], np.float32))
    cuff = Mark(kind="seam", points=np.array([[-0.33, -0.3], [-0.33, -0.2]], np.float32))
    design = spec(shirt(), seams=write_marks([hem, cuff]))
    before = read_marks(design.seams)
    shorter = change(design, {"sliders": {"length": -0.1}})
    after = read_marks(shorter.seams)
    cut = plan(design.shape, "T-Shirt", {"length": -0.1})
    assert cut is not None
    rise = (before[0].points - after[0].points)[:, 1] * SIDE
    assert np.allclose(rise - rise.mean(), 0, atol=0.6)
    length = look(design.shape, "T-Shirt").bottom - look(design.shape, "T-Shirt").top
    assert rise.mean() == pytest.approx(0.1 * length / 2, abs=3)  # the garment stays in the middle
    assert change(shorter, {"sliders": {"length": 0}}) == design
    longer = read_marks(change(design, {"sliders": {"sleeve": 0.2}}).seams)
    assert (longer[1].points[:, 0] < before[1].points[:, 0] - 0.01).all()
    assert np.allclose(longer[0].points, before[0].points, atol=0.02)


def test_a_record_with_sliders_comes_back_and_one_without_is_as_it_was() -> None:
    plain = Record(verb="tweak", design=spec(shirt()), size_px=512)
    assert "cutting" not in write_record(plain)["design"]
    record = Record(verb="tweak", design=change(spec(shirt()), {"sliders": {"length": -0.1, "fit": 0.1}}), size_px=512)
    assert read_record(write_record(record)) == record


def test_another_shape_begins_anew() -> None:
    moved = change(spec(shirt()), {"sliders": {"length": -0.1}})
    other = change(moved, {"shape": trousers(), "category": "Pants"})
    assert other.cutting is None
    assert change(moved, {"colour": "#ff0000"}).cutting == moved.cutting
    assert change(moved, {"shape": moved.shape, "category": "T-Shirt"}).cutting == moved.cutting


@pytest.mark.parametrize(
    "sliders",
    [
        {"collar": 0.1}, {"length": 9.0}, {"length": float("nan")}, {"length": "long"}, {"length": True},
        {"leg_width": 0.1}, {"length": None}, ["length"], {"": 0.0},
    ],
)  # fmt: skip
def test_strange_sliders_are_refused(sliders: object) -> None:
    with pytest.raises(InputError):
        change(spec(shirt()), {"sliders": sliders})


def test_a_shape_of_no_kind_has_no_sliders() -> None:
    assert list_sliders(shirt(), "") == {}
    blank = np.zeros(SHAPE_SIZE, np.float32) - 1
    assert list_sliders(write_code(blank), "T-Shirt") == {}
    with pytest.raises(InputError):
        move_sliders(spec(shirt(), ""), {"length": 0.1})


def test_sliders_of_a_record_are_checked() -> None:
    for wrong in ((), (("b", 0.1), ("a", 0.1)), (("a", 0.1), ("a", 0.2)), (("a", 99.0),)):
        with pytest.raises(InputError):
            Cutting(shape=shirt(), sliders=wrong)


def test_a_heel_is_lifted_and_the_toe_stays() -> None:
    alpha = np.zeros((SIDE, SIDE), np.uint8)
    alpha[150:180, 20:240] = 255
    alpha[90:180, 170:240] = 255
    blank = np.zeros((SIDE, SIDE), np.float32)
    code = write_code(encode(alpha, blank, blank))
    known = list_sliders(code, "Shoes")["heel"]
    cut = plan(code, "Shoes", {"heel": known.high})
    assert cut is not None
    before, after = measure(code, "Shoes")["heel"], measure(reshape(code, "Shoes", {"heel": known.high}), "Shoes")
    assert after["heel"] / cut.zoom / before - 1 == pytest.approx(known.high, abs=0.05)
    toe = cut.body.forth(np.array([[30.0, 152.0], [30.0, 178.0]]))
    assert toe[1, 1] - toe[0, 1] == pytest.approx(26 * cut.zoom, abs=1)
    mirrored = write_code(encode(np.ascontiguousarray(alpha[:, ::-1]), blank, blank))
    assert list_sliders(mirrored, "Shoes").keys() == {"heel"}


def test_a_pair_from_above_has_no_heel() -> None:
    alpha = np.zeros((SIDE, SIDE), np.uint8)
    alpha[20:236, 40:110] = 255
    alpha[20:236, 146:216] = 255
    blank = np.zeros((SIDE, SIDE), np.float32)
    assert list_sliders(write_code(encode(alpha, blank, blank)), "Shoes") == {}
