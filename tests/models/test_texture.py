"""Cloth without shape and colour: woven sheets are like their swatch, and drawn grain has the measured spectrum."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.inks import Inks, parse_colour, separate
from models.texture import (
    BANDS,
    DIRECTIONS,
    SWATCH_PX,
    cut_swatch,
    lay,
    make_grain,
    measure_grain,
    measure_repeat,
    relief_of,
    trim_of,
    weave,
)
from tests.garments import CREAM, NAVY, dots, garment, outline, stripes

Floats = NDArray[np.float32]


def leopard(seed: int = 0) -> Floats:
    """An irregular print (64, 64)."""
    noise = np.random.default_rng(seed).standard_normal((64, 64)).astype(np.float32)
    return (cv2.GaussianBlur(noise, (0, 0), 3) > 0.03).astype(np.float32)


SWATCHES = {
    "stripes": stripes(64),
    "columns": stripes(64).T.copy(),
    "fine stripes": stripes(64, 4),
    "dots": dots(64),
    "checks": ((stripes(64, 32) + stripes(64, 32).T) / 2).astype(np.float32),
    "leopard": leopard(),
}


@pytest.mark.parametrize("name", SWATCHES)
def test_a_woven_sheet_has_the_swatchs_share_of_ink(name: str) -> None:
    sheet = weave(SWATCHES[name], 256)
    assert sheet.shape == (256, 256)
    assert sheet.mean() == pytest.approx(SWATCHES[name].mean(), abs=0.06)
    for part in (sheet[:128, :128], sheet[128:, 128:]):  # all over, not only on the whole
        assert part.mean() == pytest.approx(SWATCHES[name].mean(), abs=0.1)


@pytest.mark.parametrize("name", SWATCHES)
def test_a_woven_sheet_is_as_crisp_and_as_coarse_as_the_swatch(name: str) -> None:
    swatch, sheet = SWATCHES[name], weave(SWATCHES[name], 256)
    assert ((sheet > 0.2) & (sheet < 0.8)).mean() < ((swatch > 0.2) & (swatch < 0.8)).mean() + 0.05
    for axis in (0, 1):
        edges = [float((np.abs(np.diff(field, axis=axis)) > 0.4).mean()) for field in (swatch, sheet)]
        assert edges[1] == pytest.approx(edges[0], abs=0.02 + 0.15 * edges[0])


def test_stripes_stay_in_step_over_the_whole_sheet() -> None:
    sheet = weave(stripes(64), 256)
    assert np.abs(sheet - sheet[:, :1]).mean() < 0.02  # no column is shifted against another
    power = np.abs(np.fft.rfft(sheet[:, 0] - sheet[:, 0].mean()))
    assert int(power.argmax()) == 16  # 256 / 16


def test_weaving_is_deterministic_and_plain_cloth_is_plain() -> None:
    assert np.array_equal(weave(leopard(), 200), weave(leopard(), 200))
    assert np.ptp(weave(np.full((64, 64), 0.3, np.float32), 100)) == 0


@pytest.mark.parametrize("scale", [0.25, 0.5, 1.0, 1.7, 4.0])
def test_scale_is_sheet_pixels_for_a_swatch_pixel(scale: float) -> None:
    sheet = lay(stripes(64), scale, 256)
    assert sheet.shape == (256, 256)
    assert 0 <= sheet.min() <= sheet.max() <= 1
    rows = sheet[:, 10] - sheet[:, 10].mean()
    assert int(np.abs(np.fft.rfft(rows)).argmax()) == pytest.approx(16 / scale, abs=1)


def grain_of(kind: str, side_px: int = 64) -> Floats:
    noise = np.random.default_rng(1).standard_normal((side_px, side_px)).astype(np.float32)
    shapes = {"white": (0.01, 0.01), "soft": (1.5, 1.5), "ribs": (4.0, 0.6)}
    field = cv2.GaussianBlur(noise, (0, 0), sigmaX=shapes[kind][0], sigmaY=shapes[kind][1])
    return np.asarray(0.06 * field / field.std(), np.float32)


@pytest.mark.parametrize("kind", ["white", "soft", "ribs"])
def test_drawn_grain_has_the_measured_spectrum(kind: str) -> None:
    measured = measure_grain(grain_of(kind, 256))
    again = np.mean([10.0 ** measure_grain(make_grain(measured, 256, seed)) for seed in range(4)], axis=0)
    gap = np.abs(np.log10(again) - measured)
    assert measured.shape == (DIRECTIONS, BANDS)
    assert np.median(gap) < 0.15
    assert gap[measured > measured.max() - 1.5].max() < 0.5  # quieter directions hear their loud neighbours


def test_drawn_grain_is_as_loud_as_the_cloth_and_as_straight() -> None:
    ribs = grain_of("ribs", 256)
    drawn = make_grain(measure_grain(ribs), 256)
    assert drawn.std() == pytest.approx(ribs.std(), rel=0.3)
    along, across = (float(np.abs(np.diff(drawn, axis=axis)).mean()) for axis in (1, 0))
    assert across > 1.8 * along  # ribs run from left to right


def test_a_seed_draws_the_same_grain_and_another_one_another() -> None:
    spectrum = measure_grain(grain_of("soft"))
    assert np.array_equal(make_grain(spectrum, 128, 5), make_grain(spectrum, 128, 5))
    assert not np.allclose(make_grain(spectrum, 128, 5), make_grain(spectrum, 128, 6))


def test_no_grain_is_no_noise() -> None:
    silent = make_grain(np.full((DIRECTIONS, BANDS), -7.0), 64)
    assert np.abs(silent).max() < 1e-6


def separated(mix: Floats | None, depth: float = 0.1) -> tuple[Inks, NDArray[np.uint8]]:
    picture = np.asarray(garment(CREAM, CREAM if mix is None else NAVY, mix, depth=depth))
    return separate(picture), picture[..., 3]


@pytest.mark.parametrize("period", [8, 16, 32])
def test_the_repeat_of_stripes_is_their_period(period: int) -> None:
    alpha = np.asarray(garment())[..., 3]
    assert measure_repeat(stripes(256, period), alpha) == pytest.approx(period, rel=0.25)


@pytest.mark.parametrize("period", [8, 16, 24])
def test_fine_patterns_are_seen_closer_and_coarse_ones_from_afar(period: int) -> None:
    swatch = cut_swatch(*separated(stripes(256, period)))
    power = np.abs(np.fft.rfft(swatch.mix.mean(1) - swatch.mix.mean()))
    found = SWATCH_PX / int(power.argmax()) * swatch.scale  # pixels of the garment
    assert found == pytest.approx(period, rel=0.25)
    assert 8 <= found / swatch.scale <= 32  # of the swatch: neither lost in the code nor too few to weave from


def test_the_swatch_of_a_striped_shirt_is_striped() -> None:
    swatch = cut_swatch(*separated(stripes(256)))
    assert not swatch.plain
    assert swatch.mix.shape == (SWATCH_PX, SWATCH_PX)
    assert swatch.mix.mean() == pytest.approx(0.5, abs=0.12)
    rows, columns = swatch.mix.mean(1), swatch.mix.mean(0)
    assert rows.std() > 5 * columns.std()


def test_the_swatch_of_a_printed_shirt_is_plain() -> None:
    lone = np.zeros((256, 256), np.float32)
    lone[100:150, 105:150] = 1
    assert cut_swatch(*separated(lone)).plain


def test_a_string_has_no_swatch() -> None:
    alpha = np.zeros((256, 256), np.uint8)
    alpha[20:230, 120:132] = 255
    inks = Inks(
        main=parse_colour(CREAM), accent=parse_colour(CREAM), two=False,
        mix=np.zeros((256, 256), np.float32), shade=np.ones((256, 256), np.float32),
    )  # fmt: skip
    with pytest.raises(ValueError, match="too narrow"):
        cut_swatch(inks, alpha)


def test_relief_is_folds_and_grain_is_what_is_left() -> None:
    inks, alpha = separated(None, depth=0.25)
    inside = alpha == 255
    relief = relief_of(inks, alpha)
    rest = (np.log(inks.shade) - relief)[inside]
    assert relief[inside].std() > 2 * rest.std()
    assert (relief[alpha == 0] == 0).mean() > 0.9  # the filter reaches a few pixels


def test_blocks_of_ink_belong_to_the_cut() -> None:
    yoke = np.zeros((256, 256), np.float32)
    yoke[:90] = 1
    inside = outline()
    trim = trim_of(*separated(yoke))
    share = trim[inside].mean()
    assert min(share, 1 - share) > 0.1  # whichever of the two inks counts as the main one
    assert trim_of(*separated(stripes(256))).max() == 0


@pytest.mark.parametrize("zoom", [2.0, 3.0, 4.0])
def test_the_same_grain_is_seen_at_every_size(zoom: float) -> None:
    grain = np.full((DIRECTIONS, BANDS), -3.0) - 0.3 * np.arange(BANDS)
    small, large = make_grain(grain, 256, 9), make_grain(grain, int(256 * zoom), 9, zoom)
    seen = cv2.resize(large, (256, 256), interpolation=cv2.INTER_AREA)
    assert np.corrcoef(seen.ravel(), small.ravel())[0, 1] > 0.8
    assert 0.95 * small.std() < large.std() < 1.5 * small.std()  # what is finer comes on top
    other = make_grain(grain, int(256 * zoom), 8, zoom)
    assert abs(np.corrcoef(other.ravel(), large.ravel())[0, 1]) < 0.1


def test_a_sheet_is_the_same_cloth_at_every_size() -> None:
    small, large = lay(SWATCHES["leopard"], 1.3, 256), lay(SWATCHES["leopard"], 5.2, 1024)
    seen = cv2.resize(large, (256, 256), interpolation=cv2.INTER_AREA)
    assert np.corrcoef(seen.ravel(), small.ravel())[0, 1] > 0.97
