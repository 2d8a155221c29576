"""Imagined designs: wishes as a user gives them, kept with how they came to be, and made again from a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.designing import Origin, Record, read_record, write_record
from models.details import describe
from models.errors import CapabilityError, InputError
from models.imagining import ImagineRequest, ImagineResult
from models.library import surprise
from models.registry import Entry, Registry
from models.runners.inprocess import InProcessRunner
from models.settings import Settings
from models.studio import Studio
from models.types import BackendInfo, Job
from models.workspace import Workspace
from tests.tiny_designer import INFO, TinyDesigner

TASTE = (0.6, 0.8)
WISH: dict[str, Any] = {"taste": TASTE, "encoder": "e", "count": 3, "seed": 5, "category": "Dress"}


class Dreamer:
    """Answers with the library's surprises; counts what it was asked."""

    info = BackendInfo(id="dreamer", title="Dreamer", verbs=("imagine",), tier="compact")
    weights_sha256 = ""
    device = "cpu"
    asked: list[ImagineRequest] = []  # noqa: RUF012  # of all of them

    def imagine(self, request: ImagineRequest, job: Job) -> ImagineResult:
        Dreamer.asked.append(request)
        job.report(0.5, "Imagining")
        if request.taste and request.encoder != "e":
            raise CapabilityError("Another encoder.", "Build the audience again.")
        found = [surprise(request.seed + number, request.category) for number in range(request.count)]
        if request.start is not None and "shape" in request.locked:
            found = [replace(spec, shape=request.start.shape) for spec in found]
        return ImagineResult(specs=tuple(found))


class Forgetful(Dreamer):
    """Another version, which answers otherwise under the same name."""

    def imagine(self, request: ImagineRequest, job: Job) -> ImagineResult:
        return super().imagine(replace(request, seed=request.seed + 100), job)


def build(folder: Path, dreamer: Any = Dreamer) -> Studio:
    entries = [Entry(info=INFO, make=lambda device: TinyDesigner())]
    if dreamer:
        entries.append(Entry(info=Dreamer.info, make=lambda device: dreamer()))
    registry = Registry(entries)
    settings = Settings(device="cpu", designer="tiny_designer", imaginer="dreamer", workspace=folder)
    return Studio(settings, registry, InProcessRunner(registry, settings), Workspace(folder))


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    Dreamer.asked.clear()
    return build(tmp_path / "ws")


def test_imagines_and_saves_nothing(studio: Studio) -> None:
    specs = studio.imagine(np.array(TASTE), encoder="e", count=3, seed=5, category="Dress", colour=None, locked=[])
    assert len(specs) == 3
    assert {spec.category for spec in specs} == {"Dress"}
    assert studio.recent() == []
    assert Dreamer.asked == [ImagineRequest(**WISH, ruled=True)]


def test_the_same_wish_is_not_imagined_again(studio: Studio) -> None:
    first = studio.imagine(**WISH)
    assert studio.imagine(**WISH) == first
    assert len(Dreamer.asked) == 1
    studio.imagine(**{**WISH, "seed": 6})
    assert len(Dreamer.asked) == 2


def test_one_is_kept_with_how_it_came_to_be(studio: Studio) -> None:
    specs = studio.imagine(**WISH)
    kept = studio.keep_imagined(2, **WISH, text="A dress in two words.", size_px=256)
    assert len(Dreamer.asked) == 1
    assert studio.spec_of(kept.id) == replace(specs[2], text="A dress in two words.")
    assert kept.parents == ()
    record = read_record(kept.spec)
    assert record.verb == "imagine"
    wish = ImagineRequest(**WISH, ruled=True)
    assert record.origin == Origin(request=wish, index=2, backend="dreamer", weights_sha256="")
    assert studio.keep_imagined(2, **WISH, text="A dress in two words.", size_px=256) == kept
    told = describe(kept, studio.workspace, studio.registry)
    assert told["Imagined"] == "number 3 of 3, seed 5"


def test_another_answer_is_another_design(studio: Studio) -> None:
    ids = {studio.keep_imagined(index, **WISH, size_px=256).id for index in range(3)}
    assert len(ids) == 3


def test_a_kept_one_is_a_design_like_any_other(studio: Studio) -> None:
    kept = studio.keep_imagined(0, **WISH, size_px=256)
    red = studio.tweak(kept.id, {"colour": "#be282c"}, size_px=256)
    assert studio.spec_of(red.id).colour == (190, 40, 44)
    assert read_record(red.spec).origin is None
    again = studio.imagine(start=red.id, locked=("shape",), count=2)
    assert {spec.shape for spec in again} == {studio.spec_of(kept.id).shape}


def test_a_file_is_imagined_again_before_it_is_believed(studio: Studio, tmp_path: Path) -> None:
    kept = studio.keep_imagined(1, **WISH, text="Words.", size_px=256)
    file = studio.export(kept.id)
    there = build(tmp_path / "other").reopen(file)
    assert (there.id, there.verified) == (kept.id, True)


def test_without_its_imaginer_a_file_is_not_verified(studio: Studio, tmp_path: Path) -> None:
    kept = studio.keep_imagined(1, **WISH, size_px=256)
    there = build(tmp_path / "other", dreamer=None).reopen(studio.export(kept.id))
    assert not there.verified


def test_a_claim_that_imagines_something_else_is_refused(studio: Studio, tmp_path: Path) -> None:
    kept = studio.keep_imagined(1, **WISH, size_px=256)
    with pytest.raises(InputError):
        build(tmp_path / "other", dreamer=Forgetful).reopen(studio.export(kept.id))


@pytest.mark.parametrize("index", [-1, 3, 1.0, "1", None])
def test_only_answers_can_be_kept(studio: Studio, index: Any) -> None:
    with pytest.raises(InputError):
        studio.keep_imagined(index, **WISH)
    assert studio.recent() == []


@pytest.mark.parametrize(
    "wish",
    [
        {"taste": "red"}, {"taste": [1, 1]}, {"taste": None}, {"colour": "red"}, {"colour": (1, 2)}, {"locked": 7},
        {"locked": "shape"}, {"start": 7}, {"start": "no such id"}, {"count": "many"}, {"change": None},
    ],
)  # fmt: skip
def test_wishes_that_cannot_be(studio: Studio, wish: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        studio.imagine(**wish)
    assert Dreamer.asked == []


def test_another_encoders_taste_is_told(studio: Studio) -> None:
    with pytest.raises(CapabilityError):
        studio.imagine(TASTE, encoder="another")


def test_records_of_other_designs_stay_as_they_were() -> None:
    """Their ids are hashes of their records, so an origin that they do not have must not be written."""
    record = Record(verb="tweak", design=surprise(1), size_px=256)
    assert set(write_record(record)) == {"verb", "design", "size_px"}
    assert read_record(write_record(record)) == record
    for verb, origin in (
        ("imagine", None),
        ("tweak", Origin(request=ImagineRequest(), index=0, backend="b", weights_sha256="")),
    ):
        with pytest.raises(InputError):
            Record(verb=verb, design=surprise(1), size_px=256, origin=origin)  # type: ignore[arg-type]
