"""What every backend that stages products has to do.  A new one joins by being registered."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from PIL import Image, ImageDraw

from models.backends.diffusers_bggen import DiffusersBggen
from models.errors import BackendUnavailableError, CancelledError, CapabilityError, InputError
from models.protocols import Stager
from models.registry import Registry, choose_entries
from models.settings import Settings
from models.staging.requests import Ground, StageRequest, StageResult
from models.types import Job, Progress, Provenance
from models.wire import Call, Outcome, pack_call, pack_outcome, unpack_call, unpack_outcome
from tests.garments import garment
from tests.tiny_stager import build_stager

GROUNDS: dict[str, tuple[Ground, ...]] = {"plain_grounds": ("colour", "gradient", "clear"), "photo_scenes": ("own",)}
PHOTO = Image.effect_noise((400, 300), 30).convert("RGB")


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """The registered backends; the large one has a tiny pipeline in place of the one that it would download."""
    folder = build_stager(tmp_path_factory.mktemp("stagers") / "tiny")
    return Registry(choose_entries(Settings(large_stager=str(folder))))


@pytest.fixture(scope="module", params=[info.id for info in Registry().backends("stage")])
def stager(request: pytest.FixtureRequest, registry: Registry) -> Stager:
    """Each registered stager on the CPU."""
    try:
        found = registry.load(request.param, "cpu")
        if isinstance(found, DiffusersBggen):
            found.steps = 2  # random weights paint nothing better in more
        return cast(Stager, found)
    except BackendUnavailableError as error:
        pytest.skip(f"{request.param} NOT TESTED: {error}")


@pytest.fixture(scope="module")
def grounds(stager: Stager) -> tuple[Ground, ...]:
    return GROUNDS.get(stager.info.id, ("scene",))


def ask(stager: Stager, image: Image.Image, ground: Ground, **wish: object) -> StageResult:
    usual = (
        {"width_px": 240, "height_px": 200, "kind": "T-Shirt"} | ({"backdrop": PHOTO} if ground == "own" else {}) | wish
    )
    return stager.stage(StageRequest(image=image, ground=ground, **usual), Job())  # type: ignore[arg-type]


def block(colour: tuple[int, int, int], size: tuple[int, int] = (120, 160)) -> Image.Image:
    """A product of one colour with a hard edge."""
    image = Image.new("RGBA", size)
    ImageDraw.Draw(image).rectangle((20, 20, size[0] - 21, size[1] - 21), fill=(*colour, 255))
    return image


def test_is_what_the_registry_says(stager: Stager, registry: Registry) -> None:
    assert isinstance(stager, Stager)
    assert stager.info == registry.info(stager.info.id)
    assert type(stager).info == Registry().info(stager.info.id)
    assert stager.weights_sha256 == registry.weights_sha256(stager.info.id)


@pytest.mark.parametrize("size", [(300, 250), (728, 90), (160, 600), (320, 50), (96, 96)])
def test_the_size_is_honoured_and_the_product_is_whole(
    stager: Stager, grounds: tuple[Ground, ...], size: tuple[int, int]
) -> None:
    for ground in grounds:
        result = ask(stager, garment(), ground, width_px=size[0], height_px=size[1])
        assert result.image.size == size
        left, top, right, bottom = result.box
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1
        sides = (right - left) * size[0], (bottom - top) * size[1]
        alpha = np.asarray(garment().getchannel("A")) > 24
        rows, columns = np.nonzero(alpha.any(1))[0], np.nonzero(alpha.any(0))[0]
        ratio = (np.ptp(columns) + 1) / (np.ptp(rows) + 1)
        assert abs(sides[0] - sides[1] * ratio) < 1 + ratio  # never stretched: right to within a pixel


def test_the_core_is_the_product_byte_for_byte(stager: Stager, grounds: tuple[Ground, ...]) -> None:
    for ground in grounds:
        result = ask(stager, garment(), ground, layers=True)
        assert result.layers is not None
        product, image = np.asarray(result.layers.product), np.asarray(result.image)
        core = product[..., 3] == 255
        if result.layers.front is not None:
            core &= np.asarray(result.layers.front)[..., 3] == 0
        assert core.sum() > 1000
        assert np.array_equal(image[core][:, :3], product[core][:, :3])
        assert result.check.max_difference == 0
        assert result.check.delta_e == 0


@pytest.mark.parametrize("colour", [(255, 255, 255), (0, 0, 0), (128, 128, 128), (250, 20, 120)])
def test_white_black_and_loud_products(
    stager: Stager, grounds: tuple[Ground, ...], colour: tuple[int, int, int]
) -> None:
    for ground in grounds:
        result = ask(stager, block(colour), ground, kind="thing")
        pixels = np.asarray(result.image.convert("RGB"), np.int16)
        height, width = pixels.shape[:2]
        x, y = (result.box[0] + result.box[2]) / 2 * width, (result.box[1] + result.box[3]) / 2 * height
        assert tuple(pixels[int(y), int(x)]) == colour


def test_a_shadow_lies_beside_the_product(stager: Stager, grounds: tuple[Ground, ...]) -> None:
    for ground in grounds:
        if ground == "clear":
            continue
        lit, dark = (np.asarray(ask(stager, garment(), ground, shadow=each).image, np.int16) for each in (0.0, 1.0))
        assert (lit - dark).max() > 8  # somewhere it is darker
        assert (dark - lit).max() <= 1  # and nowhere lighter


def test_same_request_same_pixels(stager: Stager, grounds: tuple[Ground, ...]) -> None:
    for ground in grounds:
        first, again = (ask(stager, garment(), ground, seed=3) for _ in range(2))
        assert first.image.tobytes() == again.image.tobytes()
        assert (first.scene, first.box) == (again.scene, again.box)


def test_by_hand_moves_the_product_and_keeps_it_inside(stager: Stager, grounds: tuple[Ground, ...]) -> None:
    for ground in grounds:
        usual = ask(stager, garment(), ground)
        named = {"scene": usual.scene} if usual.scene else {}
        moved = ask(stager, garment(), ground, shift=(0.05, 0.0), scale=0.5, **named)
        assert moved.box[2] - moved.box[0] < 0.6 * (usual.box[2] - usual.box[0])
        away = ask(stager, garment(), ground, shift=(1.0, -1.0), scale=3.0, **named)
        assert min(away.box) >= 0
        assert max(away.box) <= 1


@pytest.mark.parametrize(
    ("image", "said"),
    [
        (Image.new("RGBA", (80, 80)), "empty"),
        (Image.new("RGBA", (80, 80), (9, 9, 9, 255)), "full"),
        (Image.new("RGB", (80, 80)), "cut out"),
    ],
    ids=["empty", "full", "no alpha"],
)
def test_what_is_no_cutout_is_refused(
    stager: Stager, grounds: tuple[Ground, ...], image: Image.Image, said: str
) -> None:
    with pytest.raises(InputError, match=said) as caught:
        ask(stager, image, grounds[0])
    assert caught.value.remedy


def test_a_cutout_in_pieces_is_refused_and_a_pair_is_not(stager: Stager, grounds: tuple[Ground, ...]) -> None:
    dust, pair = Image.new("RGBA", (200, 200)), Image.new("RGBA", (200, 100))
    for index in range(64):
        x, y = 25 * (index % 8), 25 * (index // 8)
        ImageDraw.Draw(dust).rectangle((x, y, x + 12, y + 12), fill=(90, 60, 40, 255))
    for x in (10, 110):
        ImageDraw.Draw(pair).ellipse((x, 20, x + 80, 80), fill=(90, 60, 40, 255))
    with pytest.raises(InputError, match="pieces"):
        ask(stager, dust, grounds[0])
    assert ask(stager, pair, grounds[0], kind="Shoes").check.max_difference == 0


def test_another_ground_than_its_own_is_refused(stager: Stager, grounds: tuple[Ground, ...]) -> None:
    other: Ground = "scene" if "scene" not in grounds else "colour"
    with pytest.raises(CapabilityError):
        ask(stager, garment(), other)


def test_reports_and_stops(stager: Stager, grounds: tuple[Ground, ...]) -> None:
    seen: list[Progress] = []
    request = StageRequest(
        image=garment(),
        width_px=120,
        height_px=120,
        ground=grounds[0],
        kind="T-Shirt",
        backdrop=PHOTO if grounds[0] == "own" else None,
    )
    stager.stage(request, Job(on_progress=seen.append))
    assert seen
    assert all(0 <= each.fraction <= 1 and each.stage for each in seen)
    with pytest.raises(CancelledError):
        stager.stage(request, Job(cancelled=lambda: True))


def test_crosses_the_wire_unchanged(stager: Stager, grounds: tuple[Ground, ...]) -> None:
    request = StageRequest(
        image=garment(),
        width_px=120,
        height_px=100,
        ground=grounds[-1],
        layers=True,
        kind="T-Shirt",
        backdrop=PHOTO if grounds[0] == "own" else None,
    )
    call = Call(verb="stage", backend=stager.info.id, request=request, seed=5)
    back = unpack_call(pack_call(call))
    assert isinstance(back.request, StageRequest)
    assert back.request.image.tobytes() == request.image.tobytes()
    assert replace(back.request, image=request.image, backdrop=request.backdrop) == request
    result = stager.stage(back.request, Job())
    made = Provenance(
        backend=stager.info.id, weights_sha256="", seed=5, params={}, parents=(), device="cpu", seconds=0.1
    )
    again = unpack_outcome(pack_outcome(Outcome(result=result, provenance=made))).result
    assert isinstance(again, StageResult)
    assert again.image.tobytes() == result.image.tobytes()
    assert again.layers is not None
    assert (again.box, again.check, again.scene) == (result.box, result.check, result.scene)
