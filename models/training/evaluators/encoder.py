"""Is what belongs together near in the encoder's space, and nearer than by colours and gradients alone?

Everything is asked of held-out photos: their kind against the training photos, their colour and pattern against the
300 that were labelled by hand, leaving out whatever the same sender took, and texts made from those labels.  The rival
in the same run is colour histogram + HOG (`rivals.describe`).  As it cannot read, a text is for it the mean colours of
the training garments of that colour and the mean gradients of those of that kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.backends.open_clip_encoder import CompactEncoder
from models.encoding import EncodeRequest
from models.oklab import to_oklab
from models.protocols import Encoder
from models.training.cutouts import Cutouts
from models.training.encoder.captions import KINDS, name_of
from models.training.evaluators.desk import Desk
from models.training.evaluators.rivals import describe, guess_labels
from models.training.metrics.intervals import bootstrap, paired_difference
from models.training.truth import Attributes, read_attributes
from models.types import Job

Floats = NDArray[np.float64]
Words = NDArray[np.str_]
CHUNK = 256
RELIT = 3
"""Each query is lit anew so many times; its figure is the mean."""
WHITE_BALANCE, GAMMA = 0.15, 0.3
COLOUR_BINS = 8 * 8 + 8
"""How many of a description's first numbers are colours."""
SHOWN = 10
PATTERN_WORDS = {"graphic": "printed", "other": "patterned"}
GROUPS = (
    ("black",), ("white", "cream"), ("grey", "silver"), ("navy", "blue", "light blue"), ("teal", "green", "olive"),
    ("yellow", "mustard", "gold", "orange"), ("red", "burgundy"), ("pink", "purple"), ("brown", "beige"),
)  # fmt: skip
"""Colours that two people may call differently."""
GROUP_OF = {colour: names[0] for names in GROUPS for colour in names}


def evaluate(desk: Desk) -> dict[str, Any]:
    """The compact encoder's line."""
    encoder = CompactEncoder(desk.weights / "encoder", "cpu")
    rng = np.random.default_rng(desk.seed)
    cutouts, known = desk.cutouts(), read_attributes()
    train, held_out = cutouts.side("train"), cutouts.side("held_out")
    train = train.take(rng.permutation(len(train))[: desk.count(len(train))])
    by_hand = held_out.take(np.flatnonzero(np.isin(held_out.id, list(known)))[: desk.count(len(held_out))])
    held_out = held_out.take(rng.permutation(len(held_out))[: desk.count(len(held_out))])
    truth = [known[id] for id in by_hand.id]
    trained, labelled = Described(encoder, train.rgba), Described(encoder, by_hand.rgba)
    return {
        "n": len(held_out),
        "n_train": len(train),
        "n_labelled": len(by_hand),
        **judge_category(trained, train.label, Described(encoder, held_out.rgba), held_out),
        **judge_colour(encoder, labelled, by_hand, truth, rng),
        **judge_pattern(labelled, by_hand.sender, truth),
        **judge_texts(encoder, labelled, by_hand.label, truth, (trained, train)),
    }


class Described:
    """Pictures (N, 256, 256, 4) as unit vectors of the encoder, `ours` (N, D), and of the rival, `theirs` (N, 648)."""

    def __init__(self, encoder: Encoder, rgba: NDArray[np.uint8]) -> None:
        self.ours, theirs = see(encoder, rgba), describe(rgba)
        self.theirs = theirs / np.linalg.norm(theirs, axis=1, keepdims=True)


def judge_category(train: Described, labels: Words, asked: Described, held_out: Cutouts) -> dict[str, Any]:
    """The kind that most of the five nearest training photos have."""
    ours = guess_labels(train.ours, labels, asked.ours) == held_out.label
    theirs = guess_labels(train.theirs, labels, asked.theirs) == held_out.label
    return _compare("category_top1", ours, theirs, held_out.sender)


def judge_colour(
    encoder: Encoder, shelf: Described, by_hand: Cutouts, truth: Sequence[Attributes], rng: np.random.Generator
) -> dict[str, Any]:
    """Each garment in other light: is the nearest garment of another sender called the same colour?"""
    colour = np.array([each.colour for each in truth])
    group = np.array([GROUP_OF[each.colour] for each in truth])
    hits: dict[str, list[list[NDArray[np.bool_]]]] = {"colour_top1": [], "colour_group_top1": []}
    for _ in range(RELIT):
        lit = Described(encoder, relight(by_hand.rgba, rng))
        near = [find_nearest(a, b, by_hand.sender) for a, b in ((lit.ours, shelf.ours), (lit.theirs, shelf.theirs))]
        hits["colour_top1"].append([colour[rows] == colour for rows in near])
        hits["colour_group_top1"].append([group[rows] == group for rows in near])
    out: dict[str, float] = {}
    for name, rounds in hits.items():
        ours, theirs = np.mean(rounds, axis=0)
        out |= _compare(name, ours, theirs, by_hand.sender)
    return out


def judge_pattern(shelf: Described, sender: Words, truth: Sequence[Attributes]) -> dict[str, Any]:
    """Has the nearest garment of another sender the same pattern?  More than half are plain, so also among the rest."""
    pattern = np.array([each.pattern for each in truth])
    ours, theirs = (pattern[find_nearest(side, side, sender)] == pattern for side in (shelf.ours, shelf.theirs))
    rest = np.flatnonzero(pattern != "plain")
    out = _compare("pattern_top1", ours, theirs, sender)
    out["pattern_plain_share"] = round(1 - len(rest) / len(pattern), 4)
    return out | _compare("pattern_top1_not_plain", ours[rest], theirs[rest], sender[rest]) if len(rest) else out


def judge_texts(
    encoder: Encoder, shelf: Described, label: Words, truth: Sequence[Attributes], trained: tuple[Described, Cutouts]
) -> dict[str, Any]:
    """Each kind, colour and pattern that was labelled, as a text: is one that fits among the first ten?"""
    what = [(str(kind), each.colour, each.pattern) for kind, each in zip(label, truth, strict=True)]
    asked = sorted(set(what))
    fits = np.array([[thing == wish for thing in what] for wish in asked])
    said = encoder.encode(EncodeRequest(texts=tuple(write_text(*wish) for wish in asked)), Job()).text_vectors
    imagined = imagine(*trained, asked)
    ours, theirs = (
        np.asarray(np.take_along_axis(fits, np.argsort(-scores, axis=1, kind="stable")[:, :SHOWN], 1).any(1))
        for scores in (np.asarray(said) @ shelf.ours.T, imagined @ shelf.theirs.T)
    )
    return {"n_texts": len(asked), **_compare("text_r10", ours, theirs, None)}


def write_text(label: str, colour: str, pattern: str) -> str:
    """A labelled garment in plain words; "plain" goes without saying."""
    word = "" if pattern == "plain" else PATTERN_WORDS.get(pattern, pattern) + " "
    return f"a photo of a {word}{colour} {KINDS[label][0]}"


def imagine(trained: Described, train: Cutouts, asked: Sequence[tuple[str, str, str]]) -> Floats:
    """For each (kind, colour, pattern) what the rival would look for (N, 648); an unknown word looks for nothing."""
    colours = np.array([name_colour(picture) for picture in train.rgba])
    out = np.zeros((len(asked), trained.theirs.shape[1]))
    for row, (label, colour, _) in zip(out, asked, strict=True):
        for part, rows in ((slice(COLOUR_BINS), colours == colour), (slice(COLOUR_BINS, None), train.label == label)):
            mean = trained.theirs[rows, part].mean(0) if rows.any() else row[part]
            row[part] = mean / max(float(np.linalg.norm(mean)), 1e-12)
    return out


def name_colour(rgba: NDArray[np.uint8]) -> str:
    """The colour name of a cut-out's median pixel; "" without any."""
    few = rgba[::6, ::6]
    pixels = few[few[..., 3] > 127][:, :3]
    return name_of(np.median(to_oklab(pixels), axis=0).astype(np.float32)) if len(pixels) else ""


def find_nearest(asked: Floats, shelf: Floats, sender: Words) -> NDArray[np.int_]:
    """For each of N garments the nearest (cosine) on the shelf of the same N that another sender took."""
    scores = np.where(sender[:, None] == sender[None], -np.inf, asked @ shelf.T)
    return np.asarray(scores.argmax(1))


def relight(rgba: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Each garment in another white balance (±15 % a channel) and gamma; the white around it stays."""
    out = rgba.copy()
    for picture in out:
        unit = picture[..., :3].astype(np.float32) / 255
        lit = unit ** np.exp(rng.uniform(-GAMMA, GAMMA)) * rng.uniform(1 - WHITE_BALANCE, 1 + WHITE_BALANCE, 3)
        alpha = picture[..., 3:].astype(np.float32) / 255
        picture[..., :3] = np.round((lit.clip(0, 1) * alpha + unit * (1 - alpha)) * 255)
    return out


def see(encoder: Encoder, rgba: NDArray[np.uint8]) -> Floats:
    """Cut-outs (N, 256, 256, 4) as the encoder's unit vectors (N, D)."""
    found: list[tuple[float, ...]] = []
    for start in range(0, len(rgba), CHUNK):
        images = tuple(Image.fromarray(picture) for picture in rgba[start : start + CHUNK])
        found += encoder.encode(EncodeRequest(images=images), Job()).image_vectors
    return np.asarray(found, np.float64)


def _compare(name: str, ours: NDArray[Any], theirs: NDArray[Any], groups: Words | None) -> dict[str, float]:
    """Both figures with their intervals, and that of the difference on the same questions."""
    figures = {
        **bootstrap(ours, groups).named(name),
        **bootstrap(theirs, groups).named(f"baseline_{name}"),
        **paired_difference(ours, theirs, groups).named(f"{name}_minus_baseline"),
    }
    return {key: round(value, 4) for key, value in figures.items()}
