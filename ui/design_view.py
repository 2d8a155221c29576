"""What the Design tab shows of a design: values for its components, and nothing done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gradio as gr

from models.colourways import Colourway
from models.design import Cloth, DesignSpec
from models.designing import write_hex
from models.errors import StudioError
from models.library import StarterCloth, read_library
from models.palette import name_colour
from models.sewing import sew
from models.types import Artefact, Progress
from ui import colourway_strip, design_stage, details, saving, scene, stage
from ui.design_blend_panel import describe_blend
from ui.design_choices import Choices, chosen_way, palette_groups
from ui.design_controls import Ink, Panel, Swatch, draw_panel
from ui.design_cut import find_changed, list_rows
from ui.design_prints import DesignPrints, name_cloth
from ui.design_stage import Easel
from ui.services import Services

if TYPE_CHECKING:
    from ui.design import Parts

Updates = dict[Any, Any]
STAGE, GALLERY, DRAW, REDRAW, SHEET = (
    f'<i data-design="{each}"></i>' for each in ("stage", "gallery", "draw", "redraw", "sheet")
)
"""What lies on the easel's side of the page; the stylesheet shows one of them by this mark."""


class DesignView:
    """From the workspace to the tab's components."""

    def __init__(self, parts: Parts, services: Services) -> None:
        self.parts = parts
        self.services = services
        self.studio = services.studio
        self.pictures = DesignPrints(services.studio, services.prints)

    @property
    def outputs(self) -> list[Any]:
        """Everything that a handler may change."""
        p = self.parts
        return [
            p.current, p.choices, p.door, p.mode, p.stage, p.strip, p.heading, p.panel, p.keep, p.save.buttons,
            p.details.panel, p.gallery, p.sheet, *p.drawing.outputs,
        ]  # fmt: skip

    def as_it_is(self) -> Updates:
        """Change nothing.  A generator that yields nothing at all would empty every output."""
        return {self.parts.current: gr.skip()}

    def show(self, session: str, design_id: str, choices: Choices, view: str = "") -> Updates:
        """Everything about one design, on the easel."""
        p = self.parts
        artefact, spec = self.studio.workspace.get(design_id), self.studio.spec_of(design_id)
        choices = choices.laid_out(spec)
        return {
            p.current: artefact.id,
            p.choices: choices,
            p.mode: STAGE,
            p.stage: design_stage.draw(self.easel(session, artefact, choices, view)),
            p.strip: self.strip(spec, choices),
            p.heading: stage.heading(artefact.title, self._facts(spec, choices), self._notes(artefact)),
            p.panel: draw_panel(self.panel(spec, artefact.id, choices)),
            p.keep: gr.update(
                value="Kept" if artefact.kept else "Keep",
                variant="secondary" if artefact.kept else "primary",
                interactive=True,
            ),
            p.save.buttons: saving.offer(self.services, artefact, "-design.png"),
            p.details.panel: details.describe(self.studio.details(artefact.id)),
        }

    def show_nothing(self) -> Updates:
        """No design could be made; what to do about it."""
        p = self.parts
        return {
            p.mode: STAGE,
            p.stage: design_stage.invite(),
            p.heading: stage.heading("No design yet", "Everything starts with a shape."),
            p.keep: gr.update(interactive=False),
        }

    def answer(self, ticket: object) -> Updates:
        """Tell the browser that an act is done."""
        number = ticket if isinstance(ticket, int) and not isinstance(ticket, bool) else 0
        return {self.parts.door: f'<i data-answer="{number}"></i>'}

    def show_picture(self, session: str, design_id: str, choices: Choices, image: str) -> Updates:
        """Another picture on the easel, and nothing else: a control is moving, or the rest is to come."""
        easel = self.easel(session, self.studio.workspace.get(design_id), choices)
        return {self.parts.stage: design_stage.draw(replace(easel, id="", image=image, match=""))}

    def show_waiting(
        self, session: str, design_id: str, choices: Choices, progress: Progress, photo: str = ""
    ) -> Updates:
        """Something is being made: the picture that was there stays, under a veil."""
        easel = Easel()
        if design_id:
            easel = self.easel(session, self.studio.workspace.get(design_id), choices)
        if photo:
            easel = replace(easel, id="", image=photo, start="", photo="", match="")
        return {self.parts.stage: design_stage.draw(easel, progress), self.parts.mode: STAGE}

    def easel(self, session: str, artefact: Artefact, choices: Choices, view: str = "") -> Easel:
        """The design, its beginning, and the photo behind it."""
        history = design_session(session)
        start = self.start_of(artefact.id, choices)
        difference = artefact.facts.get("difference")
        return Easel(
            title=artefact.title,
            id=artefact.id,
            image=self.pictures.large(artefact.id),
            start=self.pictures.large(start) if start != artefact.id else "",
            photo=self._photo(start),
            match="" if difference is None else f"match {100 * (1 - min(1.0, float(difference))):.0f} %",
            view=view,
            undo=self.studio.can_undo(history),
            redo=self.studio.can_redo(history),
        )

    def start_of(self, design_id: str, choices: Choices) -> str:
        """The design that this one began with; itself where that is not known any more."""
        start = choices.starts.get(design_id, design_id)
        return start if self.studio.workspace.has(start) else design_id

    def panel(self, spec: DesignSpec, design_id: str, choices: Choices) -> Panel:
        """The column of controls."""
        start = self.studio.spec_of(self.start_of(design_id, choices))
        mix = choices.mix if choices.mix and name_cloth(choices.mix.cloth) == name_cloth(spec.cloth) else None
        first = mix.first if mix else spec.cloth
        worn = name_cloth(mix.second if mix and choices.slot == "second" else first)
        return Panel(
            shape=self.pictures.shape(spec.shape, spec.seams),
            bare=not spec.seams and bool(sew(spec.shape, spec.category)),
            cuts=list_rows(spec),
            blend=describe_blend(choices, spec, design_id, self.services.prints.thumb),
            inks=(
                Ink(key="colour", label="Main", hex=write_hex(spec.colour), name=name_colour(spec.colour)),
                Ink(key="accent", label="Accent", hex=write_hex(spec.accent), name=name_colour(spec.accent)),
            ),
            ink=choices.ink,
            palettes=palette_groups(choices),
            palette_key=choices.palette_key,
            chips=tuple((write_hex(colour), name_colour(colour)) for colour in choices.palette.colours),
            cloths=tuple(
                Swatch(id=name_cloth(each.cloth), name=each.name, chosen=name_cloth(each.cloth) == worn)
                for each in self.cloths(choices)
            ),
            slots=(self._swatch(first, choices), self._swatch(mix.second, choices) if mix else None),
            slot=choices.slot,
            share=mix.share if mix else None,
            scale=spec.cloth.scale,
            strength=spec.cloth.strength,
            seed=spec.seed,
            locks=choices.locks,
            changed=_changes(spec, start),
        )

    def strip(self, spec: DesignSpec, choices: Choices) -> str:
        """The colourways, as far as they are printed."""
        chosen = chosen_way(choices.ways, spec)
        prints = tuple(
            colourway_strip.Print(
                ground=write_hex(way.ground),
                name=name_way(way),
                image=self.pictures.way(spec, way),
                chosen=index == chosen,
            )
            for index, way in enumerate(choices.ways)
        )
        return colourway_strip.draw_strip(
            colourway_strip.Strip(prints=prints, palettes=palette_groups(choices), palette_key=choices.palette_key)
        )

    def print_ways(self, spec: DesignSpec, choices: Choices) -> Iterator[str]:
        """Print what is missing on the strip, and hand it out as it grows."""
        for way in choices.ways:
            if not self.pictures.way(spec, way):
                self.pictures.way(spec, way, wait=True)
                yield self.strip(spec, choices)

    def list_cloths(self, spec: DesignSpec, choices: Choices) -> str:
        """Which cloths have a picture on the page, as one text to compare."""
        return " ".join(name_cloth(each.cloth) for each in self._woven(spec, choices))

    def weave_cloths(self, spec: DesignSpec, choices: Choices) -> Iterator[str]:
        """The stylesheet that holds the pictures of the cloths, growing until all are woven."""
        there = self._woven(spec, choices)
        rules: dict[str, str] = {}
        for number, each in enumerate(there, 1):
            name, new = name_cloth(each.cloth), not self.pictures.cloth(each.cloth, each.kind)
            rules.setdefault(
                name, f".c-{name}{{background-image:url({self.pictures.cloth(each.cloth, each.kind, wait=True)})}}"
            )
            if (new and number % 3 == 0) or number == len(there):
                yield f"<style>{''.join(rules.values())}</style>"

    def cloths(self, choices: Choices) -> tuple[StarterCloth, ...]:
        """The user's own cloths, then those of the library."""
        own = tuple(StarterCloth(name=name, kind="own", cloth=cloth) for name, cloth in choices.own_cloths)
        return own + read_library().cloths

    def _woven(self, spec: DesignSpec, choices: Choices) -> list[StarterCloth]:
        worn = [spec.cloth, *((choices.mix.first, choices.mix.second) if choices.mix else ())]
        return [*self.cloths(choices), *(StarterCloth(name="", kind="", cloth=cloth) for cloth in worn)]

    def find_cloth(self, name: str, choices: Choices) -> Cloth | None:
        """The cloth of a tile."""
        return next((each.cloth for each in self.cloths(choices) if name_cloth(each.cloth) == name), None)

    def _swatch(self, cloth: Cloth, choices: Choices) -> Swatch:
        return Swatch(id=name_cloth(cloth), name=self._cloth_name(cloth, choices))

    def _cloth_name(self, cloth: Cloth, choices: Choices) -> str:
        name = name_cloth(cloth)
        known = next((each.name for each in self.cloths(choices) if name_cloth(each.cloth) == name), "")
        if known:
            return known
        if choices.mix and name_cloth(choices.mix.cloth) == name:
            first, second = (self._cloth_name(each, choices) for each in (choices.mix.first, choices.mix.second))
            return f"{first} with {second.lower()}"
        return "Own cloth"

    def _facts(self, spec: DesignSpec, choices: Choices) -> str:
        cloth = self._cloth_name(spec.cloth, choices)
        return f"{cloth} · {name_colour(spec.colour)} and {name_colour(spec.accent).lower()}"

    def _notes(self, artefact: Artefact) -> list[str]:
        return [] if artefact.verified else scene.notes_of(artefact)[:1]

    def _photo(self, design_id: str) -> str:
        """The photo that a design was read off, or ""."""
        try:
            design = self.studio.workspace.get(design_id)
            if "difference" not in design.facts or not design.parents:
                return ""
            source = self.studio.workspace.get(design.parents[0])
            photo = scene.photo_of(self.services, source)
            return self.services.prints.large((photo or source).id)
        except StudioError:
            return ""


def design_session(session: str) -> str:
    """The name of a session's steps in this tab; the Cut-out tab has its own."""
    return f"{session}-design"


def name_way(way: Colourway) -> str:
    """A colourway in words: "Olive and cream"."""
    colour, accent = name_colour(way.colour), name_colour(way.accent)
    return colour if colour == accent else f"{colour} and {accent.lower()}"


def _changes(spec: DesignSpec, start: DesignSpec) -> frozenset[str]:
    """The controls that are not what they began with."""
    changed = {name for name in ("shape", "colour", "accent") if getattr(spec, name) != getattr(start, name)}
    changed |= {name for name in ("scale", "strength") if getattr(spec.cloth, name) != getattr(start.cloth, name)}
    if name_cloth(spec.cloth) != name_cloth(start.cloth):
        changed.add("cloth")
    return frozenset(changed) | find_changed(spec, start)
