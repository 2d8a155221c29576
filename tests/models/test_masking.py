"""The record of a cut-out: what we write we can read, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from PIL import Image

from models.errors import InputError
from models.masking import check_facts, read_spec, write_facts, write_spec
from models.types import MaskRequest, MaskResult, Part, Stroke

IMAGE = Image.new("RGB", (8, 6))
STROKES = (Stroke(kind="keep", points=((0.1, 0.2), (0.3, 1.0))), Stroke(kind="remove", points=((0, 1),), width=0.5))
SPEC = {"verb": "mask", "strokes": [], "focus": None}
FACTS = {"parts": [{"box": [0.0, 0.0, 1.0, 1.0], "area": 0.5}], "touches_border": False, "confidence": 0.5}


@pytest.mark.parametrize("strokes", [(), STROKES])
@pytest.mark.parametrize("focus", [None, (0.25, 0.75)])
def test_a_request_comes_back_from_its_record(strokes: tuple[Stroke, ...], focus: tuple[float, float] | None) -> None:
    request = MaskRequest(image=IMAGE, strokes=strokes, focus=focus)
    assert read_spec(json.loads(json.dumps(write_spec(request))), IMAGE) == request


def test_facts_come_back_from_their_record() -> None:
    part = Part(box=(0.1, 0.2, 0.3, 0.4), area=0.02)
    result = MaskResult(alpha=IMAGE, colour=IMAGE, parts=(part,), touches_border=True, confidence=0.87654)
    facts = json.loads(json.dumps(write_facts(result)))
    check_facts(facts)
    assert facts["confidence"] == 0.8765


@pytest.mark.parametrize(
    "spec",
    [
        {},
        SPEC | {"verb": "imagine"},
        SPEC | {"evil": 1},
        SPEC | {"focus": [0.5]},
        SPEC | {"focus": [0.5, 2]},
        SPEC | {"focus": [float("nan"), 0.5]},
        SPEC | {"strokes": None},
        SPEC | {"strokes": "keep"},
        SPEC | {"strokes": [{"kind": "keep", "points": [[0.5, 0.5]]}]},  # we always write the width
        SPEC | {"strokes": [{"kind": "keep", "points": [], "width": 0.1}]},
        SPEC | {"strokes": [{"kind": "keep", "points": [[0.5, 0.5]], "width": float("inf")}]},
        SPEC | {"strokes": [{"kind": "paint", "points": [[0.5, 0.5]], "width": 0.1}]},
        SPEC | {"strokes": [[[[[[]]]]]]},
    ],
)
def test_what_we_would_not_write_is_refused(spec: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        read_spec(spec, IMAGE)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        FACTS | {"evil": 1},
        FACTS | {"confidence": "high"},
        FACTS | {"confidence": float("nan")},
        FACTS | {"parts": [{"box": [0, 0, 1], "area": 0.5}]},
        FACTS | {"parts": [{"box": [0, 0, 1, float("inf")], "area": 0.5}]},
        FACTS | {"parts": 3},
    ],
)
def test_facts_that_nobody_found_are_refused(facts: dict[str, Any]) -> None:
    check_facts(FACTS)
    with pytest.raises(InputError):
        check_facts(facts)
