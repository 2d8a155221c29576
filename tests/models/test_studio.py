"""The verbs of the studio, with a masker whose answers are obvious."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.errors import BackendUnavailableError, CancelledError, InputError, StudioError
from models.registry import Entry, Registry
from models.runners.inprocess import InProcessRunner
from models.settings import Settings
from models.studio import Studio, build_studio
from models.types import BackendInfo, Job, MaskRequest, MaskResult, Part, Progress, Provenance, Stroke
from models.workspace import Workspace
from models.workspace.ids import made_id
from tests.products import photo

INFO = BackendInfo(id="dark", title="Dark things", verbs=("mask",), tier="compact", licence="CC-BY-NC-4.0")


class Dark:
    """Everything dark is product."""

    info = INFO
    weights_sha256 = ""
    device = "cpu"
    calls = 0

    def mask(self, request: MaskRequest, job: Job) -> MaskResult:
        Dark.calls += 1
        job.report(0.5, "Half")
        dark = np.asarray(request.image.convert("L")) < 128
        if not dark.any():
            raise InputError("No product.", "Use another photo.")
        alpha = Image.fromarray((dark * 255).astype(np.uint8))
        parts = (Part(box=(0.0, 0.0, 1.0, 1.0), area=float(dark.mean())),)
        return MaskResult(alpha=alpha, colour=request.image, parts=parts, touches_border=True, confidence=0.876)


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    registry = Registry([Entry(info=INFO, make=lambda device: Dark())])
    settings = Settings(device="cpu", masker="dark", workspace=tmp_path / "ws")
    Dark.calls = 0
    return Studio(settings, registry, InProcessRunner(registry, settings), Workspace(settings.workspace))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Blue shirt.png"
    photo()[0].save(path)
    return path


def test_a_photo_is_the_same_whatever_it_is_called(studio: Studio, file: Path) -> None:
    first = studio.open_photo(file)
    assert (first.title, first.kind, first.mode) == ("Blue shirt", "photo", "RGB")
    copy = file.with_name("copy.png")
    copy.write_bytes(file.read_bytes())
    assert studio.open_photo(copy).id == first.id
    assert studio.open_photo(file, "../..//Named by hand").id == first.id


def test_a_cutout_is_the_photo_with_the_masks_alpha(studio: Studio, file: Path) -> None:
    source = studio.open_photo(file)
    cutout = studio.mask(source.id)
    pixels = np.asarray(studio.workspace.picture(cutout.id))
    rgb = np.asarray(studio.workspace.picture(source.id))
    assert np.array_equal(pixels[..., :3], rgb)
    dark = np.asarray(studio.workspace.picture(source.id).convert("L")) < 128
    assert np.array_equal(pixels[..., 3], dark * 255)
    assert cutout.facts["touches_border"] is True
    assert cutout.facts["confidence"] == 0.876
    assert cutout.facts["parts"][0]["box"] == [0, 0, 1, 1]
    assert cutout.parents == (source.id,)


def test_the_same_question_is_answered_once(studio: Studio, file: Path) -> None:
    source = studio.open_photo(file)
    stroke = Stroke(kind="keep", points=((0.5, 0.5),))
    questions = [{}, {"strokes": (stroke,)}, {"focus": (0.5, 0.5)}, {"focus": (0.5, 0.25)}]
    ids = [studio.mask(source.id, **question).id for question in questions]
    assert len(set(ids)) == 4
    assert Dark.calls == 4
    assert [studio.mask(source.id, **question).id for question in questions] == ids
    assert Dark.calls == 4
    again = build_studio(studio.settings.model_copy(update={"masker": "dark"}))
    assert {each.id for each in again.recent()} >= set(ids)


def test_new_weights_are_a_new_answer(studio: Studio, file: Path, tmp_path: Path) -> None:
    source = studio.open_photo(file)
    old = studio.mask(source.id)
    (tmp_path / "model.safetensors").write_bytes(b"trained longer")

    class Retrained(Dark):
        weights_sha256 = Registry([Entry(info=INFO, make=lambda device: Dark(), weights=tmp_path)]).weights_sha256(
            "dark"
        )

    registry = Registry([Entry(info=INFO, make=lambda device: Retrained(), weights=tmp_path)])
    later = Studio(studio.settings, registry, InProcessRunner(registry, studio.settings), studio.workspace)
    new = later.mask(source.id)
    assert new.id != old.id
    assert Dark.calls == 2
    assert later.mask(source.id) == new
    assert Dark.calls == 2


def test_only_photos_are_cut_out(studio: Studio, file: Path) -> None:
    cutout = studio.mask(studio.open_photo(file).id)
    with pytest.raises(InputError, match="Only a photo"):
        studio.mask(cutout.id)


def test_an_unknown_backend_is_said_before_anything_runs(studio: Studio, file: Path) -> None:
    with pytest.raises(InputError, match="no backend"):
        studio.mask(studio.open_photo(file).id, backend="../evil")
    assert Dark.calls == 0


@pytest.mark.parametrize("focus", [(2.0, 0.5), (float("nan"), 0.5), (0.5,)])
def test_a_wrong_focus(studio: Studio, file: Path, focus: tuple[float, float]) -> None:
    with pytest.raises(InputError):
        studio.mask(studio.open_photo(file).id, focus=focus)


def folder(tmp_path: Path) -> list[Path]:
    """Three photos, two of them of one name, three bad files and what systems leave behind."""
    place = tmp_path / "folder"
    (place / "sub").mkdir(parents=True)
    photo(colour=(20, 20, 20))[0].save(place / "a.png")
    photo(colour=(90, 20, 20))[0].save(place / "sub" / "A.png")
    photo(colour=(20, 90, 20))[0].save(place / "c.png")
    Image.new("RGB", (40, 40), "white").save(place / "blank.png")
    (place / "notes.txt").write_text("hello")
    (place / ".DS_Store").write_text("x")
    (place / "Thumbs.db").write_text("x")
    return [path for path in place.rglob("*") if path.is_file()] + [place / "gone.png"]


def test_a_folder_becomes_a_zip_and_bad_files_are_named(studio: Studio, tmp_path: Path) -> None:
    told: list[Progress] = []
    result = studio.mask_folder(folder(tmp_path), Job(on_progress=told.append))
    assert (result.done, result.cancelled) == (3, False)
    assert sorted(name for name, _ in result.failures) == ["blank.png", "gone.png", "notes.txt"]
    assert all(message for _, message in result.failures)
    assert result.zip_path is not None
    with zipfile.ZipFile(result.zip_path) as bundle:
        assert sorted(name.casefold() for name in bundle.namelist()) == ["a 2.png", "a.png", "c.png"]
        for name in bundle.namelist():
            with bundle.open(name) as stream, Image.open(stream) as image:
                assert image.mode == "RGBA"
    fractions = [each.fraction for each in told]
    assert fractions == sorted(fractions)
    assert told[0].stage.startswith("1 of 6")


def test_a_stopped_folder_keeps_what_was_done(studio: Studio, tmp_path: Path) -> None:
    told: list[Progress] = []
    job = Job(on_progress=told.append, cancelled=lambda: bool(told) and told[-1].fraction > 0.4)
    result = studio.mask_folder(folder(tmp_path), job)
    assert result.cancelled
    assert 0 < result.done < 3
    assert result.zip_path is not None
    with zipfile.ZipFile(result.zip_path) as bundle:
        assert len(bundle.namelist()) == result.done


def test_a_folder_goes_by_name_wherever_its_uploads_lie(studio: Studio, tmp_path: Path) -> None:
    told: list[Progress] = []
    for place, name in (("z", "a.png"), ("a", "C.png"), ("m", "b.png")):
        (tmp_path / place).mkdir()
        photo(colour=(ord(place), 20, 20))[0].save(tmp_path / place / name)
    studio.mask_folder(list(tmp_path.glob("?/*.png")), Job(on_progress=told.append))
    assert list(dict.fromkeys(each.stage for each in told)) == ["1 of 3: a", "2 of 3: b", "3 of 3: C"]


def test_an_empty_folder(studio: Studio) -> None:
    result = studio.mask_folder([])
    assert (result.zip_path, result.done, result.failures) == (None, 0, ())


def test_names_in_the_zip_never_climb_out(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "x\\..\\..\\evil.png"
    photo()[0].save(path)
    result = studio.mask_folder([path])
    assert result.zip_path is not None
    with zipfile.ZipFile(result.zip_path) as bundle:
        assert bundle.namelist() == ["evil.png"]


def test_details_tell_how_it_was_made(studio: Studio, file: Path) -> None:
    source = studio.open_photo(file)
    cutout = studio.mask(source.id, strokes=(Stroke(kind="keep", points=((0.5, 0.5),)),))
    details = studio.details(cutout.id)
    assert details["Made by"] == "Dark things"
    assert "not for commercial use" in details["Licence"]
    assert details["Made from"] == "Blue shirt"
    assert details["Corrections"] == "1 stroke"
    assert details["Certainty"] == "88 %"
    assert list(details)[-1] == "Record"
    assert details["Record"]["artefact"]["id"] == cutout.id
    json.dumps(details)
    assert "Made by" not in studio.details(source.id)


def test_keep_undo_and_export_pass_through(studio: Studio, file: Path, tmp_path: Path) -> None:
    source = studio.open_photo(file)
    cutout = studio.mask(source.id)
    studio.push("s", source.id)
    studio.push("s", cutout.id)
    assert (studio.current("s"), studio.can_undo("s"), studio.can_redo("s")) == (cutout, True, False)
    assert studio.undo("s") == source
    assert studio.redo("s") == cutout
    assert studio.keep(cutout.id).kept
    assert [each.id for each in studio.kept()] == [cutout.id]
    assert not studio.unkeep(cutout.id).kept
    assert studio.download(cutout.id).name == "blue-shirt.png"


def elsewhere(studio: Studio, tmp_path: Path, make: type[Dark] = Dark, **entry: Any) -> Studio:
    """Another studio with an empty workspace, whose masker may be another."""
    settings = studio.settings.model_copy(update={"workspace": tmp_path / "elsewhere"})
    registry = Registry([Entry(**{"info": INFO, "make": lambda device: make()} | entry)])
    return Studio(settings, registry, InProcessRunner(registry, settings), Workspace(settings.workspace))


def test_a_reopened_picture_was_made_again(studio: Studio, file: Path, tmp_path: Path) -> None:
    stroke = Stroke(kind="keep", points=((0.5, 0.5),))
    cutout = studio.mask(studio.open_photo(file).id, strokes=(stroke,), focus=(0.5, 0.25))
    other = elsewhere(studio, tmp_path)
    back = other.reopen(studio.export(cutout.id))
    assert Dark.calls == 2
    assert (back.id, back.verified, back.spec, back.facts) == (cutout.id, True, cutout.spec, cutout.facts)
    assert other.workspace.picture(back.id).tobytes() == studio.workspace.picture(cutout.id).tobytes()
    assert other.mask(back.parents[0], strokes=(stroke,), focus=(0.5, 0.25)) == back
    assert "Verified" not in other.details(back.id)


class Forger(Dark):
    """Says that it is the other one, and keeps everything."""

    def mask(self, request: MaskRequest, job: Job) -> MaskResult:
        result = super().mask(request, job)
        return replace(result, alpha=Image.new("L", result.alpha.size, 255))


def test_a_picture_that_comes_out_otherwise_is_refused(studio: Studio, file: Path, tmp_path: Path) -> None:
    forger = elsewhere(studio, tmp_path, Forger)
    forged = forger.export(forger.mask(forger.open_photo(file).id).id)
    with pytest.raises(InputError, match="not the one that its record makes") as caught:
        studio.reopen(forged)
    assert caught.value.remedy
    assert [each.kind for each in studio.recent()] == ["photo"]


def no_device(device: str) -> Dark:
    raise BackendUnavailableError("There is no such device.", "Use another.")


@pytest.mark.parametrize(
    "entry",
    [
        {"info": replace(INFO, id="bright")},
        {"info": replace(INFO, deterministic=False)},
        {"weights": True},
        {"make": no_device},
    ],
    ids=["no such backend", "never twice the same", "other weights", "cannot be loaded"],
)
def test_what_cannot_be_made_again_here_is_marked(
    studio: Studio, file: Path, tmp_path: Path, entry: dict[str, Any]
) -> None:
    if "weights" in entry:
        (tmp_path / "model.safetensors").write_bytes(b"trained longer")
        entry = {"weights": tmp_path}
    forger = elsewhere(studio, tmp_path / "forger", Forger)
    cutout = forger.mask(forger.open_photo(file).id)
    other = elsewhere(studio, tmp_path, **entry)
    back = other.reopen(forger.export(cutout.id))
    assert not back.verified
    assert other.details(back.id)["Verified"].startswith("No.")
    assert not other.workspace.has(cutout.id)


def test_an_unverified_picture_is_no_answer_to_its_question(studio: Studio, file: Path, tmp_path: Path) -> None:
    forger = elsewhere(studio, tmp_path / "forger", Forger)
    forged = forger.export(forger.mask(forger.open_photo(file).id).id)
    cold = elsewhere(studio, tmp_path, make=no_device)
    claimed = cold.reopen(forged)
    later = Studio(cold.settings, studio.registry, studio.runner, cold.workspace)  # its backend can be loaded now
    cutout = later.mask(claimed.parents[0])
    assert (cutout.id != claimed.id, cutout.verified) == (True, True)
    assert later.workspace.picture(cutout.id).getchannel("A").getextrema() == (0, 255)


@pytest.mark.parametrize("damage", [{"strokes": "all"}, {"verb": "paint"}, {"evil": 1}, {"focus": [0.5]}])
def test_a_strangers_record_is_read_before_it_is_marked(
    studio: Studio, file: Path, tmp_path: Path, damage: dict[str, Any]
) -> None:
    photo = studio.open_photo(file)
    spec = {"verb": "mask", "strokes": [], "focus": None} | damage
    made = Provenance(
        backend="gone", weights_sha256="", seed=0, params={}, parents=(photo.id,), device="cpu", seconds=0.1
    )
    id = made_id("cutout", spec=spec, parents=(photo.id,), backend="gone", weights_sha256="", seed=0)
    studio.workspace.save(
        "cutout", Image.new("RGBA", (40, 40)), id=id, title="x", spec=spec, parents=(photo.id,), provenance=made
    )
    other = elsewhere(studio, tmp_path)
    with pytest.raises(InputError, match="cannot be reopened"):
        other.reopen(studio.export(id))
    assert [each.kind for each in other.recent()] == ["photo"]


def test_on_a_ground_it_is_a_jpeg(studio: Studio, file: Path) -> None:
    cutout = studio.mask(studio.open_photo(file).id)
    path = studio.download(cutout.id, "#336699")
    assert path.name == "blue-shirt.jpg"
    with Image.open(path) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (cutout.width_px, cutout.height_px))
        assert all(abs(a - b) <= 3 for a, b in zip(image.getpixel((2, 2)), (0x33, 0x66, 0x99), strict=True))
    with Image.open(studio.download(cutout.id, "#ffffff")) as image:
        assert image.getpixel((2, 2)) == (255, 255, 255)  # what marketplaces ask for, to the last bit


@pytest.mark.parametrize("ground", ["", "red", "#fff", "#12345g", "#336699 ", "url(x)"])
def test_only_a_colour_is_a_ground(studio: Studio, file: Path, ground: str) -> None:
    cutout = studio.mask(studio.open_photo(file).id)
    with pytest.raises(InputError, match="not a colour"):
        studio.download(cutout.id, ground)


def test_a_stopped_mask_leaves_nothing(studio: Studio, file: Path) -> None:
    source = studio.open_photo(file)
    with pytest.raises(CancelledError):
        studio.mask(source.id, job=Job(cancelled=lambda: True))
    assert [each.id for each in studio.recent()] == [source.id]


def test_everything_that_goes_wrong_is_a_studio_error(studio: Studio) -> None:
    for use in (studio.keep, studio.details, studio.export, studio.download, studio.mask):
        with pytest.raises(StudioError):
            use("../../etc/passwd")
