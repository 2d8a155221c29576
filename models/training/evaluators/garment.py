"""Judge the garments: do the controls do what they say, and do the pictures look real?  Against two rivals.

Only held-out photos are asked for anything.  Estimated and made again (`_rec`); recombined from the cut, the cloth and
the colours of three photos (`_mix`).  KID compares with photos that lent nothing.  Rivals get the same wishes: a
recolour filter with the photo's own mask (`_recolour`), and the nearest training photo, warped (`_warp`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.backends.compact_garment import CompactGarment
from models.backends.compact_masker import CompactMasker
from models.nets.judge import JudgeNet
from models.training.evaluators.desk import Desk
from models.training.evaluators.garment_cloth import Rivals, judge_print_leak, judge_texture, make_all
from models.training.evaluators.garment_controls import judge_cloth_leak, judge_colour, judge_leak, judge_shape
from models.training.evaluators.garment_material import (
    Pictures,
    Rows,
    Studio,
    other_rows,
    read_held,
    read_listed,
    recombine,
)
from models.training.evaluators.garment_prints import judge_prints
from models.training.evaluators.garment_rivals import stock
from models.training.evaluators.garment_surfaces import judge_surfaces
from models.training.evaluators.judge import read_components
from models.training.judge import load_judge
from models.training.metrics import blur, cloth, spectrum
from models.training.metrics.intervals import bootstrap
from models.training.metrics.kid import kid_interval

MADE, FRESH, GALLERY, EDITS = 150, 300, 500, 500
MASKED, TEXTURED, PRINTED, LEAKED, SPACE = 60, 100, 100, 24, 120
SHOWN = 100
KID_ROUNDS = 50


def evaluate(desk: Desk) -> dict[str, Any]:
    """The figures of the garment GAN; see the module."""
    model = CompactGarment(desk.weights / "garment", "cpu")
    masker = CompactMasker(desk.weights / "masker", "cpu")
    net = load_judge(desk.weights / "judge")
    cutouts, garments = desk.cutouts(), read_listed(desk.work / "garments.npz")
    held = read_held(desk, cutouts, garments)
    rivals = Rivals(shelf=stock(garments), cutouts=cutouts)
    del garments
    studio, all_rows = Studio(model, held), np.arange(len(held))
    used = studio.usable(all_rows, desk.count(MADE))
    specs = studio.specs(used)
    out: dict[str, Any] = {"n": len(used), "n_held_out": len(held)}
    out |= judge_colour(studio, specs, desk.count(EDITS), desk.seed)
    photos, fresh = held.photos[used], held.photos[used.max() + 1 :][: desk.count(FRESH)]
    looks, made = judge_looks(studio, rivals, net, used, fresh, desk.seed)
    out |= looks | judge_estimate(net, held.photos, used, made["rec"], desk.count(GALLERY), held.sender)
    few = desk.count(MASKED)
    out |= judge_shape(masker, made["mix"][:few], photos[:few], held.sender[used[:few]])
    sources = studio.usable(held.textured(), desk.count(TEXTURED))
    space = cloth.fit(held.photos[: desk.count(SPACE)])
    figures, textures = judge_texture(studio, rivals, space, sources, desk.seed)
    out |= figures
    printed = studio.usable(held.printed(), desk.count(PRINTED))
    plain = studio.usable(held.plain(), len(printed))
    figures, prints = judge_print_leak(studio, rivals, printed, plain, desk.seed)
    out |= figures
    figures, surfaces = judge_surfaces(model, space, desk.seed)
    out |= figures
    figures, ruled = judge_prints(model, space, desk.seed)
    out |= figures
    leaked = desk.count(LEAKED)
    figures, leaks = judge_leak(studio, masker, specs[:leaked], desk.seed)
    cloths = [spec for spec in studio.specs(sources) if spec.cloth.pattern][:leaked]
    figures |= judge_cloth_leak(studio, cloths, photos[:leaked], desk.seed)
    show(desk, photos, made, {"textures": textures, "prints": prints, "surfaces": surfaces, "ruled": ruled}, leaks)
    return out | figures


def judge_looks(
    studio: Studio, rivals: Rivals, net: JudgeNet, used: Rows, fresh: Pictures, seed: int
) -> tuple[dict[str, Any], dict[str, Pictures]]:
    """Blur, spectrum and KID of made again, recombined and the rivals; `fresh` photos (M, 256, 256, 4) lent nothing."""
    specs, rng, photos = studio.specs(used), np.random.default_rng(seed), studio.held.photos[used]
    cloths, colours = (other_rows(len(specs), len(specs), rng) for _ in range(2))
    mixes = [recombine(spec, specs[a], specs[b]) for spec, a, b in zip(specs, cloths, colours, strict=True)]
    designed = make_all(studio, rivals, mixes, used)
    made = {"rec": studio.remade(used), "mix": designed["ours"]}
    made |= {name: pictures for name, pictures in designed.items() if name != "ours"}
    out: dict[str, Any] = {}
    scale, real = blur.fit(photos), spectrum.collect(photos)
    for name in ("rec", "mix"):
        out[f"equivalent_blur_px_{name}"] = round(scale.equivalent_px(made[name], same_photos=name == "rec"), 3)
        found = spectrum.compare(real, spectrum.collect(made[name]))
        out |= {f"{key}_{name}": round(value, 2) for key, value in found.items()}
    out["equivalent_blur_px_real"] = round(scale.real_px(), 3)
    return out | judge_kid(net, fresh, {"real": photos, **made}), made


def judge_kid(net: JudgeNet, fresh: Pictures, sets: dict[str, Pictures]) -> dict[str, Any]:
    """KID of each set against photos that lent nothing, with intervals."""
    real = read_components(net, fresh)
    out: dict[str, Any] = {"kid_n": min(len(pictures) for pictures in sets.values()), "kid_n_real": len(fresh)}
    for name, pictures in sets.items():
        interval = kid_interval(real, read_components(net, pictures), rounds=KID_ROUNDS)
        out |= {key: round(value, 5) for key, value in interval.named(f"kid_{name}").items()}
    return out


def judge_estimate(
    net: JudgeNet, photos: Pictures, used: Rows, again: Pictures, most: int, senders: NDArray[np.str_]
) -> dict[str, Any]:
    """Does a garment made again find its photo among `most`, all of the used ones included?"""
    rest = np.setdiff1d(np.arange(len(photos)), used)[: max(0, most - len(used))]
    gallery = read_components(net, photos[np.concatenate([used, rest])])
    gaps = np.linalg.norm(read_components(net, again)[:, None] - gallery[None], axis=2)
    found = np.argmin(gaps, axis=1) == np.arange(len(used))
    interval = bootstrap(found, senders[used]).named("estimate_top1")
    return {
        **{key: round(value, 4) for key, value in interval.items()},
        "estimate_n": len(used),
        "estimate_among": len(gallery),
    }


def show(
    desk: Desk, photos: Pictures, made: dict[str, Pictures], rows_of_five: dict[str, Pictures], leaks: Pictures
) -> None:
    """Contact sheets: 100 recombined pictures; photo, made again, recombined and rivals side by side; the rest."""
    desk.sheet("garment_mix", list(made["mix"][:SHOWN, ..., :3]), columns=10)
    beside = np.stack([photos, *made.values()], axis=1)[: SHOWN // 5]
    desk.sheet("garment_beside", [picture[..., :3] for row in beside for picture in row], columns=5, cell_px=256)
    for name, pictures in rows_of_five.items():
        desk.sheet(f"garment_{name}", list(pictures[:SHOWN, ..., :3]), columns=5, cell_px=200)
    desk.sheet("garment_leak", list(leaks[:SHOWN, ..., :3]), columns=4, cell_px=200)
