"""Metrics on made-up cloth whose right answer is obvious."""

import cv2
import numpy as np
import pytest

from models.training.metrics import blur, copies, kid, neighbours, patches, spectrum
from models.training.metrics.intervals import bootstrap, half_samples, paired_difference
from models.training.metrics.masks import at_judged_size, boundary_f, iou
from models.training.metrics.pyramid import blur_inside, fabric, laplacian


def make_cloth(count: int, seed: int) -> np.ndarray:
    """Garment-like pictures (count, 256, 256, 4): woven noise of many strengths and colours on white."""
    rng = np.random.default_rng(seed)
    pictures = np.full((count, 256, 256, 4), 255, np.uint8)
    for picture in pictures:
        noise = rng.normal(0, 1, (256, 256, 3)).astype(np.float32)
        cloth = cv2.GaussianBlur(noise, (0, 0), 0.7) + 4 * cv2.GaussianBlur(noise, (0, 0), 4)
        colour = rng.uniform(60, 190, 3) + cloth * rng.uniform(12, 24)
        alpha = np.zeros((256, 256), np.uint8)
        cv2.ellipse(alpha, (128, 128), (int(rng.integers(70, 110)), 105), 0, 0, 360, 255, -1)
        picture[..., :3] = np.where(alpha[..., None] > 0, colour.clip(0, 255), 255)
        picture[..., 3] = alpha
    return pictures


@pytest.fixture(scope="module")
def cloth() -> np.ndarray:
    return make_cloth(24, seed=1)


@pytest.fixture(scope="module")
def other_cloth() -> np.ndarray:
    return make_cloth(24, seed=2)


@pytest.fixture(scope="module")
def scale(cloth: np.ndarray) -> blur.BlurScale:
    return blur.fit(cloth)


def with_grid(rgba: np.ndarray, period_px: int = 8) -> np.ndarray:
    out = rgba.copy()
    out[:, ::period_px, :, :3] = np.clip(out[:, ::period_px, :, :3].astype(int) + 16, 0, 255)
    return out


def test_patch_distance_of_a_set_to_itself_is_zero(cloth: np.ndarray) -> None:
    found = patches.measure(cloth, cloth)
    assert found["swd"] == 0
    assert {"swd_256", "swd_128", "swd_64", "swd_32"} <= set(found)


def test_patch_distance_grows_with_blur(cloth: np.ndarray, other_cloth: np.ndarray) -> None:
    distances = [patches.measure(cloth, blur.blur_all(other_cloth, s))["swd_256"] for s in (0, 1, 2, 4)]
    assert distances == sorted(distances)
    assert distances[1] > 3 * distances[0]


def test_patch_distance_sees_weak_contrast(cloth: np.ndarray) -> None:
    """Each set is not normalised by its own contrast, which would forgive this."""
    faint = cloth.copy()
    mean = cloth[..., :3].mean(axis=(1, 2), keepdims=True)
    faint[..., :3] = mean + (cloth[..., :3] - mean) * 0.4
    assert patches.measure(cloth, faint)["swd_256"] > 200


def test_patches_never_see_the_ground(cloth: np.ndarray) -> None:
    """Only what is under the mask counts: another ground changes nothing."""
    on_black = cloth.copy()
    on_black[..., :3][on_black[..., 3] == 0] = 0
    assert patches.measure(cloth, on_black)["swd"] == 0


def test_patches_are_the_same_for_the_same_seed(cloth: np.ndarray, other_cloth: np.ndarray) -> None:
    first, again = (patches.measure(cloth, other_cloth, seed=s) for s in (5, 5))
    assert first == again
    assert patches.measure(cloth, other_cloth, seed=6) != first


def test_pictures_without_garment_cannot_be_compared(cloth: np.ndarray) -> None:
    empty = cloth.copy()
    empty[..., 3] = 0
    with pytest.raises(ValueError, match="too little garment"):
        patches.measure(cloth, empty)
    with pytest.raises(ValueError, match="no garment"):
        spectrum.collect(empty)


def test_masked_pyramid_of_a_plain_garment_is_empty() -> None:
    """A plain garment on white has no detail; an ordinary pyramid would see its outline."""
    mask = np.zeros((256, 256), bool)
    mask[60:190, 70:180] = True
    rgb = np.full((256, 256, 3), 255, np.uint8)
    rgb[mask] = (30, 90, 160)
    for band, inside in laplacian(rgb, mask, levels=3, residual=False):
        assert np.abs(band[inside]).max() < 1e-3


def test_blur_inside_leaves_the_ground_and_the_mean(cloth: np.ndarray) -> None:
    rgb, mask = cloth[0, ..., :3], fabric(cloth[0, ..., 3])
    soft = blur_inside(rgb, mask, 3)
    assert (soft[~mask] == rgb[~mask]).all()
    assert soft[mask].std() < 0.9 * rgb[mask].std()
    assert abs(soft[mask].mean() - rgb[mask].mean()) < 1.5


@pytest.mark.parametrize("sigma", [1.0, 1.75, 3.0])
def test_equivalent_blur_recovers_what_was_planted(
    scale: blur.BlurScale, other_cloth: np.ndarray, sigma: float
) -> None:
    assert scale.equivalent_px(blur.blur_all(other_cloth, sigma)) == pytest.approx(sigma, rel=0.2)


def test_equivalent_blur_of_real_cloth_is_near_zero(scale: blur.BlurScale, other_cloth: np.ndarray) -> None:
    assert scale.equivalent_px(other_cloth) < 0.6
    assert scale.real_px() < 0.6
    assert list(scale.scores) == sorted(scale.scores)


def test_equivalent_blur_of_the_same_photos(scale: blur.BlurScale, cloth: np.ndarray) -> None:
    assert scale.equivalent_px(blur.blur_all(cloth, 2), same_photos=True) == pytest.approx(2, abs=0.02)
    with pytest.raises(ValueError, match="one picture for each"):
        scale.equivalent_px(cloth[:5], same_photos=True)


def test_noise_over_blur_hides_a_part_of_it_and_the_spectrum_tells(
    scale: blur.BlurScale, cloth: np.ndarray, other_cloth: np.ndarray
) -> None:
    """The blur scale alone can be gamed in part, most of all here, where the cloth itself is noise."""
    cheat = blur.blur_all(other_cloth, 2)
    noise = np.random.default_rng(0).normal(0, 6, cheat[..., :3].shape)
    cheat[..., :3] = (cheat[..., :3] + noise).clip(0, 255)
    real = spectrum.collect(cloth)
    usual = spectrum.compare(real, spectrum.collect(other_cloth))["spectrum_db"]
    assert scale.equivalent_px(other_cloth) < scale.equivalent_px(cheat) < 2
    assert spectrum.compare(real, spectrum.collect(cheat))["spectrum_db"] > 3 * usual


def test_spectrum_tells_blur_from_sharpening(cloth: np.ndarray, other_cloth: np.ndarray) -> None:
    real = spectrum.collect(cloth)
    fresh = spectrum.compare(real, spectrum.collect(other_cloth))
    soft = spectrum.compare(real, spectrum.collect(blur.blur_all(other_cloth, 1)))
    crisp = other_cloth.astype(np.float32)
    for picture in crisp:
        picture[..., :3] += picture[..., :3] - cv2.GaussianBlur(picture[..., :3], (0, 0), 1.2)
    sharp = spectrum.compare(real, spectrum.collect(crisp.clip(0, 255).astype(np.uint8)))
    assert abs(fresh["sharpness_db"]) < 1.5
    assert soft["sharpness_db"] < -3
    assert sharp["sharpness_db"] > 3
    assert spectrum.compare(real, real)["spectrum_db"] == 0


@pytest.mark.parametrize("period_px", [2, 4, 8])
def test_spectrum_finds_a_grid(cloth: np.ndarray, other_cloth: np.ndarray, period_px: int) -> None:
    real = spectrum.collect(cloth)
    usual = spectrum.compare(real, spectrum.collect(other_cloth))["grid_db"]
    assert spectrum.compare(real, spectrum.collect(with_grid(other_cloth, period_px)))["grid_db"] > usual + 2
    assert spectrum.compare(real, spectrum.collect(blur.blur_all(other_cloth, 1)))["grid_db"] < usual + 2


def test_kid_is_unbiased() -> None:
    """Small samples of one distribution: KID is 0 on average, FID is far from it."""
    rng = np.random.default_rng(0)
    draws = [(rng.standard_normal((60, 16)), rng.standard_normal((60, 16))) for _ in range(60)]
    values = np.array([kid.kid(a, b) for a, b in draws])
    assert abs(values.mean()) < 3 * values.std() / np.sqrt(len(values))
    assert (values < 0).any()
    assert min(kid.fid(a, b) for a, b in draws) > 1


def test_kid_of_pairs_is_zero_for_what_was_left_alone() -> None:
    rng = np.random.default_rng(4)
    pictures = rng.normal(size=(40, 8))
    assert kid.kid_paired(pictures, pictures) == pytest.approx(0, abs=1e-12)
    assert kid.kid(pictures, pictures) < -0.05
    draws = [(rng.normal(size=(20, 8)), rng.normal(size=(20, 8))) for _ in range(300)]
    values = np.array([kid.kid_paired(a, b) for a, b in draws])
    assert abs(values.mean()) < 3 * values.std() / len(values) ** 0.5
    assert kid.kid_paired(pictures, pictures + 1) > 0.5
    with pytest.raises(ValueError, match="as many"):
        kid.kid_paired(pictures, pictures[1:])


def test_kid_sees_a_shift_and_says_how_surely() -> None:
    rng = np.random.default_rng(0)
    a, b, same = rng.standard_normal((200, 8)), rng.standard_normal((150, 8)) + 0.5, rng.standard_normal((150, 8))
    assert kid.kid_interval(a, b, rounds=40).low > 0
    interval = kid.kid_interval(a, same, rounds=40)
    assert interval.low < 0 < interval.high
    with pytest.raises(ValueError, match="at least two"):
        kid.kid(a, b[:1])


def test_fid_of_known_gaussians() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((20_000, 3)), 2 * rng.standard_normal((20_000, 3)) + np.array([3, 0, 0])
    assert kid.fid(a, b) == pytest.approx(9 + 3 * (2 - 1) ** 2, rel=0.05)
    assert kid.fid(a, a) == pytest.approx(0, abs=1e-6)


def test_neighbours_of_the_same_and_of_other_clouds() -> None:
    rng = np.random.default_rng(0)
    real, same = rng.standard_normal((300, 4)), rng.standard_normal((300, 4))
    good = neighbours.precision_recall(real, same) | neighbours.density_coverage(real, same)
    assert min(good.values()) > 0.85
    assert good["density"] == pytest.approx(1, abs=0.2)
    far = neighbours.precision_recall(real, same + 50) | neighbours.density_coverage(real, same + 50)
    assert set(far.values()) == {0.0}
    collapsed = real[:1] + 0.001 * rng.standard_normal((300, 4))
    assert neighbours.precision_recall(real, collapsed)["precision"] == 1
    assert neighbours.density_coverage(real, collapsed)["coverage"] < 0.1


def test_copies_are_found_and_new_ones_are_not() -> None:
    train, held_out, new = make_cloth(30, 3), make_cloth(30, 4), make_cloth(20, 5)
    made = np.concatenate([new, train[:10, :, ::-1]])
    report = copies.find_pixel_copies(train, held_out, made)
    assert (report.distance[20:] < report.limit).all()
    assert list(report.nearest[20:]) == list(range(10))
    assert (report.distance[:20] < report.limit).mean() < 0.25
    assert report.share == pytest.approx((report.distance < report.limit).mean())
    assert copies.find_pixel_copies(train, held_out, held_out).ratio == pytest.approx(1)


def test_bootstrap_covers_the_truth() -> None:
    """A 95 % interval holds the true mean in about 95 % of experiments, neither 80 % nor 100 %."""
    rng = np.random.default_rng(0)
    held = [bootstrap(rng.exponential(1, 60), rounds=400) for _ in range(200)]
    assert 0.87 <= np.mean([i.low <= 1 <= i.high for i in held]) <= 0.99


def test_grouped_bootstrap_is_wider_when_groups_agree() -> None:
    values = np.repeat(np.random.default_rng(0).standard_normal(20), 10)
    alone, grouped = bootstrap(values), bootstrap(values, np.repeat(np.arange(20), 10))
    assert grouped.high - grouped.low > 2 * (alone.high - alone.low)
    assert grouped.value == alone.value


def test_paired_difference_sees_what_two_means_do_not() -> None:
    rng = np.random.default_rng(0)
    hard = rng.uniform(0, 1, 80)
    gap = paired_difference(hard + 0.02 + rng.normal(0, 0.01, 80), hard)
    assert 0 < gap.low < gap.value < gap.high
    assert gap.named("gap") == {"gap": gap.value, "gap_low": gap.low, "gap_high": gap.high}
    with pytest.raises(ValueError, match="same pictures"):
        paired_difference([1, 2], [1])
    with pytest.raises(ValueError, match="at least one"):
        bootstrap([])


def test_half_samples_cover_a_difference_of_means() -> None:
    rng = np.random.default_rng(0)
    held = []
    for _ in range(100):
        a, b = rng.normal(1, 1, (50, 1)), rng.normal(0, 1, (50, 1))
        interval = half_samples(lambda x, y: float(x.mean() - y.mean()), a, b, rounds=60)
        held.append(interval.low <= 1 <= interval.high)
    assert 0.85 <= np.mean(held) <= 1


def disk(x: int, radius: int = 60, size: int = 256) -> np.ndarray:
    yy, xx = np.mgrid[:size, :size]
    return np.asarray((xx - x) ** 2 + (yy - size // 2) ** 2 <= radius**2)


def test_masks_of_a_shifted_disk() -> None:
    truth = disk(128)
    assert iou(truth, truth) == boundary_f(truth, truth) == 1
    assert boundary_f(disk(130), truth) > 0.99  # within the tolerance everywhere
    # a shift by 10 px stays within 2 px where |10 cos| <= 2: near the top and the bottom
    assert boundary_f(disk(138), truth) == pytest.approx(2 * np.arcsin(0.2) / np.pi, abs=0.03)
    assert boundary_f(disk(128, 90), truth) == 0
    assert iou(disk(128, 90), truth) == pytest.approx(60**2 / 90**2, abs=0.01)


def test_masks_that_are_empty_or_fill_the_picture() -> None:
    none, everything = np.zeros((64, 64), bool), np.ones((64, 64), bool)
    assert iou(none, none) == boundary_f(none, none) == 1
    assert iou(none, everything) == 0
    assert boundary_f(none, disk(32, 20, 64)) == 0
    assert boundary_f(everything, none) == 1  # the picture's border is no outline; IoU is what tells them apart


@pytest.mark.parametrize("kind", [bool, np.uint8, np.float32])
def test_masks_of_any_size_and_type_are_judged_at_256_px(kind: type) -> None:
    big = cv2.resize(disk(128).astype(np.uint8), (1024, 768), interpolation=cv2.INTER_NEAREST)
    mask = at_judged_size((big * (255 if kind is np.uint8 else 1)).astype(kind))
    assert mask.shape == (192, 256)
    assert mask.mean() == pytest.approx(disk(128).mean(), abs=0.01)
