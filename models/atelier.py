"""The studio's verbs for designs: estimate, preview, tweak, read a swatch or a drawing, print the colourways."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image

from models.colourways import Colourway
from models.design import (
    LARGE_PX,
    SIZES_PX,
    Cloth,
    DesignSpec,
    EnlargeRequest,
    EnlargeResult,
    Rgb,
    TweakRequest,
    TweakResult,
    check_category,
    check_large,
    check_size,
)
from models.designing import Record, blend, has_two_inks, morph
from models.easel import Easel
from models.errors import CapabilityError, InputError
from models.palette import name_colour
from models.reshape_blend import Shares
from models.screen_print import BLACK, GREY, WHITE, cut_plates, pull
from models.sheet import check_paper, check_width, find_cell_px, fit, lay_page, lay_photo, print_sheet, write_pdf
from models.types import Artefact, Job, Progress

SIZE_PX = 512
"""Side of a saved design unless asked otherwise."""
ENLARGED_PX = 1024
"""Side of an enlarged picture unless asked otherwise."""
FINE_PX = 640
"""Cells of a sheet that are larger than this are enlarged pictures."""


class ClothReading(NamedTuple):
    """What a swatch says: the cloth, and the colours it had."""

    cloth: Cloth
    colour: Rgb
    accent: Rgb


@dataclass(frozen=True, kw_only=True)
class SheetFiles:
    """A sheet of colourways as files for download: the sheet itself, and a page of paper with its caption."""

    png: Path
    pdf: Path


class Atelier(Easel):
    """Mixed into `Studio`.  A *design* is a `DesignSpec`, or the id of a saved one."""

    def mask(self, photo_id: str, *, job: Job | None = None) -> Artefact:
        """See `Studio.mask`."""
        raise NotImplementedError

    def estimate(self, id: str, *, category: str = "", size_px: int = SIZE_PX, job: Job | None = None) -> Artefact:
        """The design of an existing garment, saved: of a photo, which is cut out first, or of a cut-out.

        `facts["difference"]` is how far it is from the cut-out (mean OKLab distance; 0 = alike).  A design's id is
        answered with that design.  Raises InputError when there is no garment, or the category or size is none.
        """
        job = job or Job()
        check_category(category)
        check_size(size_px)
        source = self.workspace.get(id)
        if source.kind == "design":
            return source
        if source.kind == "photo":
            source = self.mask(source.id, job=_part(job, 0.0, 0.5))
        found = self._estimate(self.workspace.picture(source.id), "garment", _part(job, 0.5, 0.8))
        record = Record(verb="estimate", design=replace(found.spec, category=category), size_px=size_px)
        facts = {"difference": found.difference}
        return self._save(record, (source.id,), source.title, facts, _part(job, 0.8, 1.0))

    def spec_of(self, id: str) -> DesignSpec:
        """The spec of a saved design.  Raises InputError when the id is another kind of picture's."""
        return self._record(id)[1].design

    def tweak(
        self,
        design: DesignSpec | str,
        changes: Mapping[str, Any] | None = None,
        *,
        size_px: int = SIZE_PX,
        parents: Sequence[str] = (),
        title: str | None = None,
        job: Job | None = None,
    ) -> Artefact:
        """Change a design and save what comes of it; the same question again is answered from the workspace.

        `changes` are those of `designing.change`, and `shape_of` and `cloth_of`: the id of a design to take it from.
        `parents` are pictures that codes were read from, in addition to the design's own.  Raises InputError.
        """
        spec, sources = self._resolve(design, changes or {})
        record = Record(verb="tweak", design=spec, size_px=size_px)
        return self._save(record, self._sources((*sources, *parents)), title or make_title(spec), {}, job or Job())

    def commit_design(
        self,
        spec: DesignSpec,
        parents: Sequence[str] = (),
        *,
        size_px: int = SIZE_PX,
        title: str | None = None,
        job: Job | None = None,
    ) -> Artefact:
        """Save what was only a preview until now; see `tweak`."""
        return self.tweak(spec, size_px=size_px, parents=parents, title=title, job=job)

    def blend(
        self, first: str, second: str, shares: Shares | None = None, *,
        size_px: int = SIZE_PX, title: str | None = None, job: Job | None = None,
    ) -> Artefact:  # fmt: skip
        """A design between two saved ones, saved with both as its parents; see `designing.blend`.

        `shares` say, part by part, how much of the second one there is.  Raises InputError.
        """
        shares, parts = shares or Shares(), (self.spec_of(first), self.spec_of(second))
        spec = blend(*parts, shares)
        record = Record(verb="blend", design=spec, size_px=size_px, shares=shares)
        return self._save(record, (first, second), title or make_title(spec), {}, job or Job())

    def morph(
        self, design: str, category: str, share: float, *,
        size_px: int = SIZE_PX, title: str | None = None, job: Job | None = None,
    ) -> Artefact:  # fmt: skip
        """A saved design on its way to another kind of garment, `share` 0..1, saved; see `designing.morph`.

        Raises InputError.
        """
        artefact, record = self._record(design)
        spec = morph(record.design, category, share)
        made = Record(verb="tweak", design=spec, size_px=size_px)
        return self._save(made, self._sources((artefact.id,)), title or make_title(spec), {}, job or Job())

    def preview(
        self,
        design: DesignSpec | str,
        changes: Mapping[str, Any] | None = None,
        *,
        size_px: int = SIZE_PX,
        job: Job | None = None,
    ) -> Image.Image:
        """The picture (RGBA) of a design under changes, for live dragging: nothing is saved.  Raises InputError."""
        spec, _ = self._resolve(design, changes or {})
        return self._tweak(TweakRequest(spec=spec, size_px=size_px), job or Job())[0].image

    def enlarge(
        self,
        design: DesignSpec | str,
        *,
        size_px: int = ENLARGED_PX,
        title: str | None = None,
        job: Job | None = None,
    ) -> Artefact:
        """The large picture of a design (256 to 2048 px square, crisp throughout), saved as a design of its own.

        The same question again is answered from the workspace.  Raises InputError when the size or the design is none.
        """
        check_large(size_px)
        spec, sources = self._resolve(design, {})
        if title is None:
            title = self.workspace.get(design).title if isinstance(design, str) else make_title(spec)
        record = Record(verb="enlarge", design=spec, size_px=size_px)
        return self._save(record, self._sources(sources), title, {}, job or Job())

    def preview_large(
        self, design: DesignSpec | str, *, size_px: int = ENLARGED_PX, job: Job | None = None
    ) -> Image.Image:
        """The picture (RGBA) of `enlarge`, not saved: for the screen, and for rooms that place it on something."""
        check_large(size_px)
        spec, _ = self._resolve(design, {})
        return self._enlarge(EnlargeRequest(spec=spec, size_px=size_px), job or Job())[0].image

    def draw_lines(self, design: DesignSpec | str, *, size_px: int = SIZE_PX, job: Job | None = None) -> Image.Image:
        """The outline and construction lines of a design (L, dark on white), to draw on.  Not saved."""
        spec, _ = self._resolve(design, {})
        lines = self._tweak(TweakRequest(spec=spec, size_px=size_px, lines=True), job or Job())[0].lines
        if lines is None:
            raise CapabilityError("This backend draws no lines.", "Choose another.")
        return lines

    def read_swatch(self, picture: Path | str | Image.Image, *, job: Job | None = None) -> ClothReading:
        """The cloth of a picture: a file, a PIL image, or the id of one in the workspace.

        An opaque picture is cloth all over; of a garment, give its cut-out.  Raises InputError when it is too small,
        or no cloth can be made out.
        """
        spec = self._estimate(self._open(picture), "swatch", job or Job()).spec
        return ClothReading(spec.cloth, spec.colour, spec.accent)

    def read_drawing(self, picture: Path | str | Image.Image, *, job: Job | None = None) -> bytes:
        """The shape code of a drawn silhouette or line art, given as in `read_swatch`.  Raises InputError."""
        return self._estimate(self._open(picture), "drawing", job or Job()).spec.shape

    def colourways(
        self,
        design: DesignSpec | str,
        ways: Sequence[Colourway],
        *,
        width_px: int = 1200,
        gutter: bool = True,
        style: str = "screen",
        job: Job | None = None,
    ) -> Image.Image:
        """The sheet of a design in 4 to 9 colourways (RGB, 600 to 3000 px wide), not saved.

        `style` "screen" is a silkscreen in flat inks, "photo" the garments as they are.  Raises InputError.
        """
        job = job or Job()
        spec, _ = self._resolve(design, {})
        cell_px = find_cell_px(len(ways), check_width(width_px), gutter)
        draw = {"screen": self._pull_cells, "photo": self._lay_cells}.get(style)
        if draw is None:
            raise InputError(f"There is no style called {str(style)[:20]!r}.", "Choose screen or photo.")
        return print_sheet(draw(spec, ways, cell_px, job), ways[0].ground, width_px, gutter)

    def _pull_cells(self, spec: DesignSpec, ways: Sequence[Colourway], cell_px: int, job: Job) -> list[Image.Image]:
        """Silkscreens: two prints of the design give the plates of all cells."""
        light = replace(spec, colour=GREY, accent=GREY)
        shown = self._fill_cell(light, cell_px, _part(job, 0.0, 0.4), lines=True)
        inks = replace(spec, colour=BLACK, accent=WHITE)
        laid = self._fill_cell(inks, cell_px, _part(job, 0.4, 0.6))
        lines = fit(shown.lines, cell_px) if shown.lines is not None else None
        plates = cut_plates(fit(shown.image, cell_px), fit(laid.image, cell_px), lines, spec.seed)
        cells = []
        for number, way in enumerate(ways):
            job.report(0.6 + 0.4 * number / len(ways), "Printing")
            cells.append(pull(plates, way))
        return cells

    def _lay_cells(self, spec: DesignSpec, ways: Sequence[Colourway], cell_px: int, job: Job) -> list[Image.Image]:
        """The garments as they are in their colours."""
        cells = []
        for number, way in enumerate(ways):
            step = _part(job, number / len(ways), (number + 1) / len(ways))
            own = replace(spec, colour=way.colour, accent=way.accent)
            garment = self._fill_cell(own, cell_px, step).image
            cells.append(lay_photo(fit(garment, cell_px), way))
        return cells

    def _fill_cell(self, spec: DesignSpec, cell_px: int, job: Job, lines: bool = False) -> TweakResult | EnlargeResult:
        """The picture for a cell: an enlarged one where the cell is large."""
        if cell_px > FINE_PX:
            return self._enlarge(EnlargeRequest(spec=spec, size_px=min(cell_px, LARGE_PX[1]), lines=lines), job)[0]
        return self._tweak(TweakRequest(spec=spec, size_px=max(cell_px, SIZES_PX[0]), lines=lines), job)[0]

    def print_colourways(
        self,
        design: DesignSpec | str,
        ways: Sequence[Colourway],
        *,
        width_px: int = 3000,
        paper: str = "A4",
        gutter: bool = True,
        style: str = "screen",
        title: str | None = None,
        seed: int | None = None,
        job: Job | None = None,
    ) -> SheetFiles:
        """The sheet of `colourways` as a PNG, and as a one-page PDF (A4 or Letter, landscape) with a caption.

        `seed` is the one that the colourways were chosen with, for the caption.  Raises InputError.
        """
        check_paper(paper)
        spec, _ = self._resolve(design, {})
        sheet = self.colourways(spec, ways, width_px=width_px, gutter=gutter, style=style, job=job)
        caption = f"Seed {spec.seed if seed is None else seed}"
        page = lay_page(sheet, ways, paper, title or make_title(spec), caption, has_two_inks(spec))
        buffer = io.BytesIO()
        sheet.save(buffer, format="PNG", compress_level=3)
        png = self.workspace.write_export("colourways.png", buffer.getvalue())
        return SheetFiles(png=png, pdf=self.workspace.write_export("colourways.pdf", write_pdf(page)))


def make_title(spec: DesignSpec) -> str:
    """What a design is called until somebody names it: "Olive T-Shirt", "Indigo denim Skirt", "Navy gingham Shirt"."""
    words = (name_colour(spec.colour), spec.cloth.print, spec.cloth.surface, spec.category or "garment")
    return " ".join(word for word in words if word)


def _part(job: Job, low: float, high: float) -> Job:
    """The job of one stage: its progress is a slice of the whole."""

    def report(progress: Progress) -> None:
        job.on_progress(Progress(fraction=low + (high - low) * progress.fraction, stage=progress.stage))

    return Job(on_progress=report, cancelled=job.cancelled)
