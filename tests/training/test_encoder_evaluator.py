"""The encoder's judge: it finds what is planted, is fair to both sides, and runs from cut-outs to its line."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.encoding import EncodeRequest, EncodeResult
from models.training.cutouts import Cutouts
from models.training.encoder.captions import COLOURS as TAUGHT
from models.training.encoder.captions import KINDS
from models.training.encoder.captions import PATTERNS as TAUGHT_PATTERNS
from models.training.evaluators.desk import Desk
from models.training.evaluators.encoder import (
    GROUP_OF,
    GROUPS,
    Described,
    evaluate,
    find_nearest,
    imagine,
    judge_pattern,
    judge_texts,
    name_colour,
    relight,
    write_text,
)
from models.training.truth import COLOURS, PATTERNS, Attributes, read_attributes
from models.types import Job
from tests.products import photo
from tests.tiny_encoder import build_encoder

INKS = {"red": (190, 38, 42), "blue": (44, 84, 160), "green": (56, 124, 68)}


def shirts(colours: list[str]) -> np.ndarray:
    """Cut-outs of one shirt in several colours (N, 256, 256, 4), on white."""
    out = []
    for number, colour in enumerate(colours):
        image, mask = photo((256, 256), colour=INKS[colour], ground=(255, 255, 255), seed=number)
        image.putalpha(Image.fromarray(mask))
        out.append(np.where(mask[..., None], np.asarray(image), np.array([255, 255, 255, 0], np.uint8)))
    return np.stack(out).astype(np.uint8)


class Namer:
    """An encoder that knows nothing but colour names: one axis each, and one for what it does not know."""

    def encode(self, request: EncodeRequest, job: Job) -> EncodeResult:
        names = list(INKS)
        seen = [name_colour(np.asarray(image)) for image in request.images]
        said = [next((name for name in names if f" {name} " in text), "") for text in request.texts]
        axes = np.eye(len(names) + 1)
        place = {name: tuple(axes[i].tolist()) for i, name in enumerate([*names, ""])}
        return EncodeResult(
            image_vectors=tuple(place.get(name, place[""]) for name in seen),
            text_vectors=tuple(place[name] for name in said),
        )


def made(colours: list[str], pattern: str = "plain") -> list[Attributes]:
    return [
        Attributes(id=str(i), pattern=pattern, colour=c, accent="none", sleeve="short", neckline="round")
        for i, c in enumerate(colours)
    ]


def test_every_colour_is_in_one_group_and_every_word_can_be_said() -> None:
    assert sorted(GROUP_OF) == sorted(COLOURS)
    assert sum(len(names) for names in GROUPS) == len(COLOURS)
    for pattern in PATTERNS:
        words = write_text("T-Shirt", "navy", pattern).split()
        assert words[-2:] == ["navy", "t-shirt"]
        assert pattern == "plain" or words[-3] in TAUGHT_PATTERNS
    assert {each.colour for each in read_attributes().values()} <= set(TAUGHT)


def test_the_nearest_is_never_the_same_senders() -> None:
    shelf = np.eye(4)
    shelf[1] = shelf[0]
    assert find_nearest(shelf, shelf, np.array(["a", "b", "c", "d"]))[0] == 1
    shelf[2] = [0.8, 0.6, 0, 0]
    assert find_nearest(shelf, shelf, np.array(["a", "a", "c", "d"]))[0] == 2


def test_other_light_moves_colours_only_so_far_and_no_ground() -> None:
    rgba = shirts(["red", "blue"])
    lit = relight(rgba, np.random.default_rng(0))
    inside = rgba[..., 3] == 255
    assert np.array_equal(lit[..., 3], rgba[..., 3])
    assert np.array_equal(lit[~inside], rgba[~inside])
    assert not np.array_equal(lit[inside], rgba[inside])
    brightest = (rgba[..., :3].astype(float) / 255) ** math.exp(-0.3) * 1.15 * 255
    darkest = (rgba[..., :3].astype(float) / 255) ** math.exp(0.3) * 0.85 * 255
    assert (lit[..., :3][inside] <= brightest[inside] + 1).all()
    assert (lit[..., :3][inside] >= darkest[inside] - 1).all()


def test_texts_that_are_understood_are_found_and_others_are_not() -> None:
    colours = ["red"] * 12 + ["blue"] * 12 + ["green"] * 12
    shelf = Described(Namer(), shirts(colours))  # type: ignore[arg-type]
    label = np.array(["T-Shirt"] * 36)
    train = Cutouts(rgba=shirts(["red"]), id=label[:1], label=label[:1], sender=label[:1], split=label[:1])
    trained = Described(Namer(), train.rgba)  # type: ignore[arg-type]
    found = judge_texts(Namer(), shelf, label, made(colours), (trained, train))  # type: ignore[arg-type]
    assert found["n_texts"] == 3
    assert found["text_r10"] == 1
    wrong = judge_texts(Namer(), shelf, label, made(colours[12:] + colours[:12]), (trained, train))  # type: ignore[arg-type]
    assert wrong["text_r10"] == 0


def test_the_rival_looks_for_the_colour_and_the_kind() -> None:
    rgba = shirts(["red", "blue", "green"])
    names = np.array(["T-Shirt"] * 3)
    train = Cutouts(rgba=rgba, id=names, label=names, sender=names, split=names)
    described = Described(Namer(), rgba)  # type: ignore[arg-type]
    wished = imagine(described, train, [("T-Shirt", "blue", "plain"), ("Hat", "gold", "plain")])
    assert (wished[0] @ described.theirs.T).argmax() == 1
    assert not wished[1].any()


def test_patterns_are_compared_on_the_same_garments() -> None:
    truth = [*made(["red", "blue"]), *made(["red", "blue"], "striped")]
    shelf = object.__new__(Described)
    shelf.ours, shelf.theirs = (
        np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]]),
        np.array([[1.0, 0], [0, 1], [1, 0], [0, 1]]),
    )
    found = judge_pattern(shelf, np.array(list("abcd")), truth)
    assert (found["pattern_top1"], found["baseline_pattern_top1"]) == (1, 0)
    assert found["pattern_top1_minus_baseline"] == found["pattern_top1_not_plain"] == 1
    assert found["pattern_plain_share"] == 0.5


def test_from_cutouts_to_the_line(tmp_path: Path) -> None:
    build_encoder(tmp_path / "weights" / "encoder", file="model.safetensors")
    ids = list(read_attributes())[:6]
    count = len(ids) + 6
    np.savez(
        tmp_path / "cutouts.npz",
        rgba=shirts((list(INKS) * 4)[:count]),
        id=np.array([*ids, *(f"t{i}" for i in range(6))]),
        label=np.array([list(KINDS)[i % 2] for i in range(count)]),
        sender=np.array([f"s{i}" for i in range(count)]),
        split=np.array(["held_out"] * 6 + ["train"] * 6),
    )
    desk = Desk(data=tmp_path, work=tmp_path, weights=tmp_path / "weights")
    line = evaluate(desk)
    assert (line["n"], line["n_train"], line["n_labelled"]) == (6, 6, 6)
    for key in ("category_top1", "colour_top1", "colour_group_top1", "pattern_top1", "text_r10"):
        for name in (key, f"baseline_{key}"):
            assert 0 <= line[f"{name}_low"] <= line[name] <= line[f"{name}_high"] <= 1
        assert line[f"{key}_minus_baseline"] == pytest.approx(line[key] - line[f"baseline_{key}"], abs=2e-4)
    assert line["colour_group_top1"] >= line["colour_top1"]
    assert evaluate(desk) == line
