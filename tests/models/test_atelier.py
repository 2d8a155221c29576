"""Designs in the studio, with a designer whose answers are obvious."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.colourways import choose_ways
from models.design import EstimateRequest, EstimateResult, TweakRequest, TweakResult
from models.designing import Record, blend, change
from models.easel import MAX_SOURCES
from models.errors import BackendUnavailableError, CancelledError, InputError, StudioError
from models.palette import SEASONS
from models.registry import Entry, Registry
from models.reshape_blend import Shares
from models.runners.inprocess import InProcessRunner
from models.seams import Mark, write_marks
from models.settings import Settings
from models.studio import Studio
from models.types import Artefact, BackendInfo, Job, MaskRequest, MaskResult, Part, Progress
from models.workspace import Workspace
from models.workspace.ids import made_id
from tests.garments import NAVY, drawing, garment, outline, overlap, stripes, swatch
from tests.tiny_designer import ENLARGER, INFO, TinyDesigner, TinyEnlarger

MASKER = BackendInfo(id="dark", title="Dark things", verbs=("mask",), tier="compact")
RED = (190, 40, 44)


class Dark:
    """Everything that is not white is product."""

    info = MASKER
    weights_sha256 = ""
    device = "cpu"

    def mask(self, request: MaskRequest, job: Job) -> MaskResult:
        job.report(0.5, "Half")
        dark = np.asarray(request.image).min(-1) < 235
        if not dark.any():
            raise InputError("No product.", "Use another photo.")
        alpha = Image.fromarray((dark * 255).astype(np.uint8))
        parts = (Part(box=(0.0, 0.0, 1.0, 1.0), area=float(dark.mean())),)
        return MaskResult(alpha=alpha, colour=request.image, parts=parts, touches_border=False, confidence=0.9)


def build(folder: Path, make: Any = TinyDesigner, **entry: Any) -> Studio:
    designer = Entry(info=entry.pop("info", INFO), make=entry.pop("load", lambda device: make()), **entry)
    enlarger = Entry(info=ENLARGER, make=lambda device: TinyEnlarger())
    registry = Registry([Entry(info=MASKER, make=lambda device: Dark()), designer, enlarger])
    settings = Settings(
        device="cpu", masker="dark", designer="tiny_designer", enlarger="tiny_enlarger", workspace=folder
    )
    return Studio(settings, registry, InProcessRunner(registry, settings), Workspace(folder))


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    TinyDesigner.asked.clear()
    TinyEnlarger.asked.clear()
    return build(tmp_path / "ws")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    shirt = garment(side_px=300)
    photo = Image.new("RGB", (420, 360), "white")
    photo.paste(shirt, (60, 30), shirt)
    photo.save(tmp_path / "Sage shirt.png")
    return tmp_path / "Sage shirt.png"


@pytest.fixture
def design(studio: Studio, file: Path) -> Artefact:
    return studio.estimate(studio.open_photo(file).id)


def kinds(studio: Studio) -> list[str]:
    return sorted(each.kind for each in studio.recent())


def test_a_photo_is_cut_out_and_becomes_a_design(studio: Studio, design: Artefact) -> None:
    assert (design.kind, design.title, design.width_px, design.mode) == ("design", "Sage shirt", 512, "RGBA")
    cutout = studio.workspace.get(design.parents[0])
    assert cutout.kind == "cutout"
    assert kinds(studio) == ["cutout", "design", "photo"]
    picture = np.asarray(studio.workspace.picture(design.id))
    assert overlap(picture[..., 3] > 127, outline(512, 0.88)) > 0.95
    assert 0 < design.facts["difference"] < 0.1
    assert studio.spec_of(design.id).category == ""


def test_estimating_again_costs_no_second_picture(studio: Studio, design: Artefact) -> None:
    asked = len([each for each in TinyDesigner.asked if isinstance(each, TweakRequest)])
    assert studio.estimate(design.parents[0]).id == design.id
    assert studio.estimate(design.id) == design
    made = [each for each in TinyDesigner.asked if isinstance(each, TweakRequest)][asked:]
    assert [each.size_px for each in made] == [256]  # what the estimate itself compares with
    assert kinds(studio) == ["cutout", "design", "photo"]


def test_a_category_goes_along(studio: Studio, design: Artefact) -> None:
    shirt = studio.estimate(design.parents[0], category="T-Shirt", size_px=256)
    assert studio.spec_of(shirt.id).category == "T-Shirt"
    assert shirt.id != design.id


def test_a_tweak_is_saved_and_found_again(studio: Studio, design: Artefact) -> None:
    red = studio.tweak(design.id, {"colour": "#be282c", "category": "Dress"})
    assert red.title == "Red Dress"
    assert red.parents == design.parents
    assert red.facts == {}
    assert studio.spec_of(red.id) == change(studio.spec_of(design.id), {"colour": RED, "category": "Dress"})
    asked = len(TinyDesigner.asked)
    assert studio.tweak(design.id, {"colour": RED, "category": "Dress"}) == red
    assert len(TinyDesigner.asked) == asked
    assert red.provenance is not None
    assert red.provenance.params == {}  # the record has them
    picture = np.asarray(studio.workspace.picture(red.id))
    original = np.asarray(studio.workspace.picture(design.id))
    assert np.array_equal(picture[..., 3], original[..., 3])


def test_a_record_is_plain_json_and_small(studio: Studio, design: Artefact) -> None:
    text = studio.workspace.sidecar_text(design.id)
    assert json.loads(text)["artefact"]["spec"]["design"]["colour"] == list(studio.spec_of(design.id).colour)
    assert len(text) < 40_000


def test_dragging_saves_nothing(studio: Studio, design: Artefact) -> None:
    for red in range(0, 250, 50):
        image = studio.preview(design.id, {"colour": (red, 40, 40)}, size_px=200)
        assert (image.mode, image.size) == ("RGBA", (200, 200))
    spec = studio.spec_of(design.id)
    assert studio.preview(spec).tobytes() == studio.preview(design.id).tobytes()
    assert kinds(studio) == ["cutout", "design", "photo"]
    released = studio.commit_design(change(spec, {"colour": RED}), design.parents, title="Mine")
    assert (released.title, released.parents) == ("Mine", design.parents)
    shown = studio.preview(design.id, {"colour": RED})
    assert studio.workspace.picture(released.id).tobytes() == shown.tobytes()


def test_a_hundred_edits_do_not_make_a_hundred_parents(studio: Studio, design: Artefact, tmp_path: Path) -> None:
    step = design
    for number in range(1, 21):
        step = studio.tweak(step.id, {"seed": number}, size_px=128)
    assert step.parents == design.parents
    other = build(tmp_path / "other")
    assert other.reopen(studio.export(step.id)).id == step.id
    assert kinds(other) == ["cutout", "design", "photo"]


def test_shape_of_one_and_cloth_of_another(studio: Studio, design: Artefact, tmp_path: Path) -> None:
    path = tmp_path / "square.png"
    square = Image.new("RGB", (200, 200), "white")
    square.paste((30, 60, 90), (50, 50, 150, 150))
    square.save(path)
    other = studio.estimate(studio.open_photo(path).id)
    both = studio.tweak(design.id, {"shape_of": other.id})
    spec, first, second = (studio.spec_of(each.id) for each in (both, design, other))
    assert (spec.shape, spec.cloth, spec.colour) == (second.shape, first.cloth, first.colour)
    assert both.parents == (*design.parents, *other.parents)
    cloth = studio.tweak(design.id, {"cloth_of": other.id, "scale": 2.0})
    assert studio.spec_of(cloth.id).cloth == replace(second.cloth, scale=2.0)
    for wrong in (design.parents[0], "design-" + "0" * 32, "", None, 7):
        with pytest.raises(InputError):
            studio.tweak(design.id, {"shape_of": wrong})


def test_sources_are_named_once_and_not_without_end(studio: Studio, design: Artefact, tmp_path: Path) -> None:
    spec, photos = studio.spec_of(design.id), []
    for number in range(MAX_SOURCES + 3):
        path = tmp_path / f"{number}.png"
        Image.new("RGB", (40, 40), (number, 0, 0)).save(path)
        photos.append(studio.open_photo(path).id)
    many = studio.commit_design(spec, [*photos, photos[5], design.id])
    assert len(many.parents) == MAX_SOURCES
    assert many.parents[-2:] == (photos[5], design.parents[0])
    assert many.parents.count(photos[5]) == 1


def test_undo_and_redo_and_kept(studio: Studio, design: Artefact) -> None:
    red, blue = (studio.tweak(design.id, {"colour": colour}) for colour in (RED, NAVY))
    for each in (design, red, blue):
        studio.push("me", each.id)
    back = studio.undo("me"), studio.undo("me")
    assert [each and each.id for each in back] == [red.id, design.id]
    assert studio.can_redo("me")
    forward = studio.redo("me")
    assert forward is not None
    assert forward.id == red.id
    assert studio.keep(red.id).kept
    assert [each.id for each in studio.kept()] == [red.id]


def test_details_tell_what_a_merchandiser_asks(studio: Studio, design: Artefact) -> None:
    details = studio.details(studio.tweak(design.id, {"colour": RED, "category": "Dress", "text": "for summer"}).id)
    assert details["What it is"] == "Design"
    assert details["Colour"].startswith("Red")
    assert details["Category"] == "Dress"
    assert details["Words"] == "for summer"
    assert "Corrections" not in details
    assert len(json.dumps(details["Record"])) < 4_000  # codes are not for reading
    assert "Accent" not in details  # one ink
    assert studio.details(design.id)["Difference from the photo"] == f"{design.facts['difference']:.3f}"


def test_out_to_a_file_and_back(studio: Studio, design: Artefact, tmp_path: Path) -> None:
    red = studio.tweak(design.id, {"colour": RED}, size_px=300)
    other = build(tmp_path / "other")
    for each in (design, red):
        back = other.reopen(studio.export(each.id))
        assert (back.id, back.verified, back.title, back.facts) == (each.id, True, each.title, each.facts)
        assert other.workspace.picture(back.id).tobytes() == studio.workspace.picture(each.id).tobytes()
    assert other.tweak(design.id, {"colour": RED}, size_px=300).id == red.id


class Forger(TinyDesigner):
    """Says that it is the tiny designer and makes everything black."""

    def tweak(self, request: TweakRequest, job: Job) -> TweakResult:
        return TweakResult(image=Image.new("RGBA", (request.size_px,) * 2, "black"))


class Flatterer(TinyDesigner):
    """Says that every reconstruction is perfect."""

    def estimate(self, request: EstimateRequest, job: Job) -> EstimateResult:
        return replace(super().estimate(request, job), difference=0.0)


def test_a_picture_that_its_record_does_not_make_is_refused(studio: Studio, file: Path, tmp_path: Path) -> None:
    forger = build(tmp_path / "forger", Forger)
    forged = forger.estimate(forger.open_photo(file).id)
    with pytest.raises(InputError, match="not the one that its record makes"):
        studio.reopen(forger.export(forged.id))
    assert "design" not in kinds(studio)


def test_a_flattering_difference_is_measured_again(studio: Studio, file: Path, tmp_path: Path) -> None:
    flatterer = build(tmp_path / "flatterer", Flatterer)
    claimed = flatterer.estimate(flatterer.open_photo(file).id)
    assert claimed.facts["difference"] == 0
    back = studio.reopen(flatterer.export(claimed.id))
    assert back.verified
    assert back.facts == studio.estimate(back.parents[0]).facts
    assert back.facts["difference"] > 0


def no_device(device: str) -> TinyDesigner:
    raise BackendUnavailableError("There is no such device.", "Use another.")


@pytest.mark.parametrize("entry", [{"info": replace(INFO, deterministic=False)}, {"load": no_device}])
def test_what_cannot_be_made_again_here_is_marked(
    studio: Studio, design: Artefact, tmp_path: Path, entry: dict[str, Any]
) -> None:
    other = build(tmp_path / "other", **entry)
    back = other.reopen(studio.export(design.id))
    assert not back.verified
    assert other.spec_of(back.id) == studio.spec_of(design.id)
    assert not other.workspace.has(design.id)


@pytest.mark.parametrize(
    "damage",
    [
        {"verb": "mask"}, {"evil": 1}, {"size_px": 64}, {"design": {}},
        {"seed": 3},  # of the provenance: not the one that the spec names
        {"facts": {"difference": -1.0}}, {"facts": {"evil": 1}}, {"parents": ()},
    ],
)  # fmt: skip
def test_a_strangers_record_is_read_before_it_is_believed(
    studio: Studio, design: Artefact, tmp_path: Path, damage: dict[str, Any]
) -> None:
    made = design.provenance
    assert made is not None
    seed, facts = damage.pop("seed", made.seed), damage.pop("facts", design.facts)
    parents = damage.pop("parents", design.parents)
    spec = design.spec | damage
    id = made_id("design", spec=spec, parents=parents, backend="gone", weights_sha256="", seed=seed)
    made = replace(made, backend="gone", seed=seed, parents=parents)
    studio.workspace.save(
        "design", studio.workspace.picture(design.id), id=id, title="x", spec=spec, facts=facts, parents=parents,
        provenance=made,
    )  # fmt: skip
    other = build(tmp_path / "other")
    with pytest.raises(InputError, match="cannot be reopened"):
        other.reopen(studio.export(id))
    assert "design" not in kinds(other)


def test_a_swatch_by_file_by_id_and_as_a_picture(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "stripes.png"
    picture = swatch(stripes(300, 24))
    picture.save(path)
    by_file, by_id = studio.read_swatch(path), studio.read_swatch(studio.open_photo(path).id)
    assert by_file == by_id == studio.read_swatch(picture)
    assert (by_file.cloth, by_file.colour, by_file.accent) == tuple(by_file)
    assert kinds(studio) == ["photo"]


def test_a_drawing_is_a_shape(studio: Studio, design: Artefact, tmp_path: Path) -> None:
    path = tmp_path / "drawing.png"
    drawing().save(path)
    code = studio.read_drawing(path)
    new = studio.tweak(design.id, {"shape": code}, parents=[studio.open_photo(path).id])
    assert studio.spec_of(new.id).shape == code
    assert len(new.parents) == 2


def test_lines_are_drawn_on_demand(studio: Studio, design: Artefact) -> None:
    lines = studio.draw_lines(design.id, size_px=300)
    assert (lines.mode, lines.size) == ("L", (300, 300))


@pytest.mark.parametrize("style", ["screen", "photo"])
@pytest.mark.parametrize("count", [4, 9])
def test_a_sheet_of_colourways(studio: Studio, design: Artefact, style: str, count: int) -> None:
    ways = choose_ways(studio.spec_of(design.id), SEASONS[0].colours, count, 3)
    told: list[Progress] = []
    sheet = studio.colourways(design.id, ways, width_px=600, style=style, job=Job(on_progress=told.append))
    assert sheet.mode == "RGB"
    assert sheet.getpixel((2, 2)) == ways[0].ground
    assert sheet.getpixel((sheet.width - 3, sheet.height - 3)) == ways[-1].ground
    fractions = [each.fraction for each in told]
    assert fractions == sorted(fractions)
    assert kinds(studio) == ["cutout", "design", "photo"]
    again = studio.colourways(studio.spec_of(design.id), ways, width_px=600, style=style)
    assert again.tobytes() == sheet.tobytes()


def test_a_printed_sheet_is_a_png_and_a_pdf(studio: Studio, design: Artefact) -> None:
    ways = choose_ways(studio.spec_of(design.id), SEASONS[1].colours, 6, 3)
    files = studio.print_colourways(design.id, ways, width_px=900, paper="Letter", seed=3)
    with Image.open(files.png) as sheet:
        assert sheet.format == "PNG"
        assert sheet.tobytes() == studio.colourways(design.id, ways, width_px=900).tobytes()
    assert files.pdf.read_bytes().startswith(b"%PDF-")
    assert (files.png.name, files.pdf.name) == ("colourways.png", "colourways.pdf")


@pytest.mark.parametrize(
    "options", [{"width_px": 10}, {"width_px": 9000}, {"style": "oil"}, {"paper": "A0"}, {"style": None}]
)
def test_sheets_that_there_are_not(studio: Studio, design: Artefact, options: dict[str, Any]) -> None:
    ways = choose_ways(studio.spec_of(design.id), SEASONS[1].colours)
    asked = len(TinyDesigner.asked)
    with pytest.raises(InputError):
        studio.print_colourways(design.id, ways, **options)
    for number in (0, 3, 10):
        with pytest.raises(InputError):
            studio.print_colourways(design.id, (ways * 2)[:number])
    assert len(TinyDesigner.asked) == asked  # said before anything runs


def test_bad_input_is_told_and_nothing_is_lost(studio: Studio, design: Artefact, tmp_path: Path) -> None:
    before = {each.id for each in studio.recent()}
    small, text = tmp_path / "small.png", tmp_path / "text.png"
    Image.new("RGB", (20, 20), "red").save(small)
    text.write_text("hello")
    empty = Image.new("RGB", (200, 200), "white")
    questions: list[Any] = [
        lambda: studio.estimate("photo-0123456789abcdef"),
        lambda: studio.estimate("../../etc/passwd"),
        lambda: studio.estimate(design.parents[0], category="Spaceship"),
        lambda: studio.estimate(design.parents[0], size_px=64),
        lambda: studio.tweak(design.parents[0]),
        lambda: studio.tweak(design.id, {"colour": (1, 2)}),
        lambda: studio.tweak(design.id, {"scale": float("nan")}),
        lambda: studio.tweak(design.id, size_px=2000),
        lambda: studio.tweak(design.id, parents=["photo-0123456789abcdef"]),
        lambda: studio.tweak(design.id, ["colour"]),  # type: ignore[arg-type]
        lambda: studio.tweak(None),  # type: ignore[arg-type]
        lambda: studio.preview(design.id, {"evil": 1}),
        lambda: studio.preview(design.id, size_px=5),
        lambda: studio.spec_of(design.parents[0]),
        lambda: studio.read_swatch(text),
        lambda: studio.read_swatch(tmp_path / "nowhere.png"),
        lambda: studio.read_swatch("photo-0123456789abcdef"),
        lambda: studio.read_drawing(tmp_path),
        lambda: studio.estimate(studio.open_photo(small).id),
    ]
    for ask in questions:
        with pytest.raises(StudioError) as caught:
            ask()
        assert caught.value.message
    assert before <= {each.id for each in studio.recent()}
    assert kinds(studio).count("design") == 1
    white = tmp_path / "white.png"
    empty.save(white)
    with pytest.raises(InputError, match="No product"):
        studio.estimate(studio.open_photo(white).id)


def test_a_stopped_design_leaves_nothing(studio: Studio, design: Artefact) -> None:
    stopped = Job(cancelled=lambda: True)
    ways = choose_ways(studio.spec_of(design.id), SEASONS[0].colours)
    for ask in (
        lambda: studio.tweak(design.id, {"seed": 9}, job=stopped),
        lambda: studio.preview(design.id, job=stopped),
        lambda: studio.colourways(design.id, ways, job=stopped),
    ):
        with pytest.raises(CancelledError):
            ask()
    assert kinds(studio) == ["cutout", "design", "photo"]


def test_progress_of_an_estimate_only_grows(studio: Studio, file: Path) -> None:
    told: list[Progress] = []
    studio.estimate(studio.open_photo(file).id, job=Job(on_progress=told.append))
    fractions = [each.fraction for each in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1


def test_a_design_is_made_large_and_found_again(studio: Studio, design: Artefact) -> None:
    large = studio.enlarge(design.id, size_px=1500)
    assert (large.kind, large.title, large.width_px, large.mode) == ("design", "Sage shirt", 1500, "RGBA")
    assert large.id != design.id
    assert large.parents == design.parents
    assert studio.spec_of(large.id) == studio.spec_of(design.id)
    assert studio.enlarge(design.id, size_px=1500) == large
    assert studio.enlarge(large.id, size_px=1500).id == large.id
    assert [each.size_px for each in TinyEnlarger.asked] == [1500]
    assert large.provenance is not None
    assert large.provenance.backend == "tiny_enlarger"
    details = studio.details(large.id)
    assert details["Size"] == "1,500 × 1,500 pixels, enlarged"
    assert details["Made by"] == "Tiny enlarger"
    assert studio.tweak(large.id, {"colour": "#be282c"}).width_px == 512


def test_a_large_picture_of_a_spec_is_not_saved_unless_asked(studio: Studio, design: Artefact) -> None:
    before = kinds(studio)
    assert studio.preview_large(studio.spec_of(design.id), size_px=300).size == (300, 300)
    assert kinds(studio) == before
    assert studio.enlarge(studio.spec_of(design.id), size_px=300).title.endswith("garment")


@pytest.mark.parametrize("size_px", [0, 255, 2049, 10**6, 512.0, "1024", None, float("inf")])
def test_large_pictures_that_there_are_not(studio: Studio, design: Artefact, size_px: Any) -> None:
    for make in (studio.enlarge, studio.preview_large):
        with pytest.raises(InputError) as caught:
            make(design.id, size_px=size_px)
        assert caught.value.message
    photo = next(each for each in studio.recent() if each.kind == "photo")
    with pytest.raises(InputError):
        studio.enlarge(photo.id)
    assert TinyEnlarger.asked == []


def test_large_cells_of_a_sheet_are_enlarged(studio: Studio, design: Artefact) -> None:
    ways = choose_ways(studio.spec_of(design.id), SEASONS[0].colours, 4)
    studio.colourways(design.id, ways, width_px=900)
    assert TinyEnlarger.asked == []
    sheet = studio.colourways(design.id, ways, width_px=3000)
    assert sheet.width == pytest.approx(3000, abs=4)
    assert [each.lines for each in TinyEnlarger.asked] == [True, False]
    assert all(1400 < each.size_px < 1520 for each in TinyEnlarger.asked)


def test_an_enlarged_design_is_reopened_after_it_was_made_again(
    studio: Studio, design: Artefact, tmp_path: Path
) -> None:
    large = studio.enlarge(design.id, size_px=600)
    file = studio.export(large.id)
    TinyEnlarger.asked.clear()
    other = build(tmp_path / "other")
    again = other.reopen(file)
    assert (again.id, again.verified, again.width_px) == (large.id, True, 600)
    assert [each.size_px for each in TinyEnlarger.asked] == [600]


def test_a_blend_has_both_parents_and_is_made_again_elsewhere(studio: Studio, design: Artefact, tmp_path: Path) -> None:
    other = studio.tweak(design.id, {"colour": "#204080"})
    shares = Shares(shape=0.0, cloth=0.0, colours=0.5)
    made = studio.blend(design.id, other.id, shares)
    assert made.parents == (design.id, other.id)
    assert studio.spec_of(made.id) == blend(studio.spec_of(design.id), studio.spec_of(other.id), shares)
    assert studio.blend(design.id, other.id, shares).id == made.id
    elsewhere = build(tmp_path / "elsewhere")
    back = elsewhere.reopen(studio.export(made.id))
    assert (back.id, back.verified) == (made.id, True)


def test_a_blend_that_is_none_is_found_out(studio: Studio, design: Artefact, tmp_path: Path) -> None:
    other = studio.tweak(design.id, {"colour": "#204080"})
    spec = replace(studio.spec_of(design.id), colour=(250, 250, 10))
    record = Record(verb="blend", design=spec, size_px=512, shares=Shares(shape=0.0, cloth=0.0, colours=0.5))
    forged = studio._save(record, (design.id, other.id), "Forged", {}, Job())
    elsewhere = build(tmp_path / "elsewhere")
    with pytest.raises(InputError):
        elsewhere.reopen(studio.export(forged.id))


def test_a_blend_needs_two_designs(studio: Studio, design: Artefact) -> None:
    for wrong in ("", "0" * 64, design.parents[0]):
        with pytest.raises(InputError):
            studio.blend(design.id, wrong)
    with pytest.raises(InputError):
        studio.morph(design.parents[0], "Dress", 0.5)


SEAMS = write_marks([Mark(kind="seam", points=np.array([[-0.1, 0.0], [0.1, 0.1]], np.float32))])


def test_seams_go_with_the_shape_and_through_a_file(studio: Studio, design: Artefact, tmp_path: Path) -> None:
    sewn = studio.tweak(design.id, {"seams": SEAMS})
    assert sewn.id != design.id
    assert "seams" not in design.spec["design"], "designs without seams keep the records and ids that they had"
    recoloured = studio.tweak(sewn.id, {"colour": "#204060"})
    assert studio.spec_of(recoloured.id).seams == SEAMS
    taken = studio.tweak(design.id, {"shape_of": sewn.id, "colour": "#204060"})
    assert studio.spec_of(taken.id).seams == SEAMS
    bare = studio.tweak(sewn.id, {"shape_of": design.id})
    assert studio.spec_of(bare.id).seams == b""
    back = build(tmp_path / "other").reopen(studio.export(recoloured.id))
    assert (back.id, back.verified) == (recoloured.id, True)
    assert back.spec == recoloured.spec
    with pytest.raises(InputError):
        studio.tweak(design.id, {"seams": b"123"})
