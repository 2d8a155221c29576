"""What the Stage tab shows of a creative: values for its components, and nothing done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import gradio as gr

from models.bandits.trial import simulate
from models.design import Rgb
from models.errors import StudioError
from models.staging.grounds import suggest_colours
from models.staging.placements import find_placement
from models.staging.postures import list_ways
from models.staging.records import Shot
from models.theming import ANYTHING
from models.types import Artefact, Progress
from ui import details, stage, staging_stage
from ui.audience_prints import ProductPrints
from ui.prints import file_name
from ui.samples import WARES, read_samples
from ui.services import Services
from ui.staging_choices import Choices, Size, in_look, look_of, write_colour, write_size
from ui.staging_gallery import draw_gallery
from ui.staging_panel import LABELS, Panel, draw_panel
from ui.staging_prints import Sketch, StagePrints, name_shot
from ui.staging_stage import Cell, Print, Row
from ui.staging_themes import Board, draw_board

if TYPE_CHECKING:
    from ui.staging import Parts

Updates = dict[Any, Any]
PLAIN_LOOKS = ("colour", "gradient", "clear")
MOST_THEMES = 16
SHOP_TILES = 48


class StagingView:
    """From the workspace to the tab's components."""

    def __init__(self, parts: Parts, services: Services) -> None:
        self.parts = parts
        self.services = services
        self.studio = services.studio
        self.pictures = StagePrints(services.studio, services.prints)
        self._products = ProductPrints(services.prints)
        self._colours: dict[str, tuple[Rgb, ...]] = {}
        self.try_themes = lru_cache(32)(simulate)

    @property
    def outputs(self) -> list[Any]:
        """Everything that a handler may change."""
        p = self.parts
        return [p.current, p.choices, p.door, p.ticket, p.stage, p.sheet, p.heading, p.panel, p.keep, p.details.panel]

    def as_it_is(self) -> Updates:
        """Change nothing, and save nothing again.  A generator that yields nothing at all would empty every output."""
        return {self.parts.ticket: ""}

    def answer(self, ticket: object) -> Updates:
        """Tell the browser that an act is done."""
        number = ticket if isinstance(ticket, int) and not isinstance(ticket, bool) else 0
        return {self.parts.door: f'<i data-answer="{number}"></i>'}

    def show(self, session: str, creative_id: str, choices: Choices) -> Updates:
        """Everything about one creative; the sheet as far as it is made."""
        p, artefact = self.parts, self.studio.workspace.get(creative_id)
        shot = self.studio.shot_of(creative_id)
        product = self.studio.workspace.get(artefact.parents[0])
        logo = self.studio.logo_of(creative_id)
        choices = replace(choices, logo=logo).after(shot)
        if (size := _size(shot)) not in choices.sizes:
            choices = replace(choices, sizes=(*choices.sizes[:7], size))
        sketch = self.pictures.sketch(product.id, shot, logo)
        picture = self._print(session, artefact, shot, choices, sketch)
        return {
            p.current: creative_id,
            p.choices: choices,
            p.stage: self._gallery() if choices.gallery else staging_stage.draw(picture),
            p.sheet: self.sheet(product.id, shot, choices),
            p.heading: stage.heading(product.title, self._facts(shot), self._notes(artefact)),
            p.panel: draw_panel(self._panel(artefact, product, shot, choices)),
            p.keep: gr.update(
                value="Kept" if artefact.kept else "Keep",
                variant="secondary" if artefact.kept else "primary",
                interactive=True,
            ),
            p.details.panel: details.describe(self.studio.details(creative_id)),
        }

    def show_nothing(self) -> Updates:
        """Nothing could be staged; what to do about it."""
        p = self.parts
        return {
            p.stage: staging_stage.invite(),
            p.heading: stage.heading("Nothing staged yet", "It begins with a product."),
            p.keep: gr.update(interactive=False),
        }

    def show_sketch(self, session: str, creative_id: str, product: str, shot: Shot, choices: Choices) -> Updates:
        """The creative as it will be, before it is saved: the picture, and nothing else."""
        sketch = self.pictures.sketch(product, shot, choices.logo)
        undo = self._steps(session)
        picture = Print(
            title="", image=sketch.image, width_px=shot.width_px, height_px=shot.height_px, clean=sketch.clean,
            product=sketch.product, front=sketch.front, box=sketch.box, view=choices.view, undo=undo[0], redo=undo[1],
            context=find_placement(shot.placement, shot.width_px, shot.height_px).context,
            headline=shot.message.headline,
        )  # fmt: skip
        return {self.parts.stage: staging_stage.draw(picture)}

    def show_waiting(self, session: str, creative_id: str, choices: Choices, progress: Progress) -> Updates:
        """Something is being made: the picture that was there stays, under a veil."""
        picture = Print(view=choices.view)
        if creative_id:
            artefact, shot = self.studio.workspace.get(creative_id), self.studio.shot_of(creative_id)
            sketch = self.pictures.sketch(artefact.parents[0], shot, self.studio.logo_of(creative_id))
            picture = self._print(session, artefact, shot, choices, sketch)
        return {self.parts.stage: staging_stage.draw(picture, progress)}

    def _print(self, session: str, artefact: Artefact, shot: Shot, choices: Choices, sketch: Sketch) -> Print:
        undo = self._steps(session)
        check = artefact.facts.get("check", {})
        same = check.get("max_difference") == 0
        note = "Product unchanged" if same else f"Product changed: ΔE {check.get('delta_e', 0):.1f}"
        if not check.get("core", 1):  # glass, gauze: there is no pixel that could be compared
            note = "All of it shines through"
        return Print(
            title=artefact.title, image=self.pictures.large(artefact.id), width_px=shot.width_px,
            height_px=shot.height_px, clean=sketch.clean, product=sketch.product, front=sketch.front, box=sketch.box,
            context=find_placement(shot.placement, shot.width_px, shot.height_px).context,
            headline=shot.message.headline, view=choices.view, undo=undo[0], redo=undo[1],
            clip=choices.clip_of(self.clip_key(artefact.id, choices))[0],
            note=note if choices.view == "creative" else "",
            board=self._board(shot, choices) if choices.view == "themes" else "",
        )  # fmt: skip

    def _board(self, shot: Shot, choices: Choices) -> str:
        category = shot.kind or ANYTHING
        chosen = self.studio.themes_of(category)
        return draw_board(
            Board(
                category=category, there=self.studio.themes_there(category), chosen=chosen,
                policy=self.studio.settings.theme_policy, results=self.studio.theme_results(),
                trial=self.try_themes(chosen) if choices.tried else (),
            )
        )  # fmt: skip

    def clip_key(self, creative_id: str, choices: Choices) -> str:
        """Under which a clip is remembered."""
        return f"{creative_id} {choices.path} {choices.seconds}"

    def _steps(self, session: str) -> tuple[bool, bool]:
        history = stage_session(session)
        return self.studio.can_undo(history), self.studio.can_redo(history)

    def _facts(self, shot: Shot) -> str:
        place = find_placement(shot.placement, shot.width_px, shot.height_px)
        scene = self.studio.sets.find(shot.scene)
        ground = scene.title if scene and shot.ground == "scene" else LABELS.get(shot.ground, "Scene")
        lit = ", light read off the photo" if shot.lamp is not None else ""
        return f"{place.title}, {place.size} · {ground}{lit}"

    def _notes(self, artefact: Artefact) -> list[str]:
        """What to look at twice."""
        notes = []
        if not artefact.verified:
            notes.append("Not verified: the scene that it was taken on is not here.")
        enlarged = float(artefact.facts.get("check", {}).get("enlarged", 1.0))
        if enlarged > 1.35:
            notes.append(f"The product's picture is enlarged {enlarged:.1f} times. A larger photo would be sharper.")
        return notes

    # The sheet ------------------------------------------------------------------------------------------------------

    def looks(self, shot: Shot, choices: Choices) -> tuple[str, ...]:
        """The rows of the sheet: a scene of one's own, the themes that there are scenes of, then the plain grounds."""
        themes = self.studio.sets.themes(list_ways(shot.kind, shot.support))
        own = ("own",) if shot.ground == "own" or choices.own else ()
        return own + (("", *themes[:MOST_THEMES]) if themes else ()) + PLAIN_LOOKS

    def cells(self, shot: Shot, choices: Choices) -> list[tuple[str, Size, Shot]]:
        """Every creative of the sheet: its row, its size and its shot."""
        found = []
        here = _size(shot)
        for look in self.looks(shot, choices):
            for size in choices.sizes:
                if look == look_of(shot) and size == here:
                    found.append((look, size, shot))
                    continue
                back = look == "own" and shot.ground != "own"
                other = (choices.on_own(shot) if back else in_look(shot, look)).placed_in(*size)
                if look != look_of(shot):
                    other = replace(other, scene="", scene_sha256="", variety=0)
                found.append((look, size, other))
        return found

    def sheet(self, product: str, shot: Shot, choices: Choices, problems: dict[str, str] | None = None) -> str:
        """The contact sheet, as far as it is made."""
        rows: dict[str, list[Cell]] = {}
        for look, size, other in self.cells(shot, choices):
            place = find_placement(*size)
            key = f"{look}|{write_size(size)}"
            title = f"{LABELS.get(look, look.capitalize())}: {place.title}, {place.size}"
            rows.setdefault(look, []).append(
                Cell(
                    id=key,
                    title=title,
                    image=self.pictures.cell(product, other, choices.logo),
                    ratio=size[1] / size[2],
                    chosen=(look, size) == (look_of(shot), _size(shot)),
                    problem=(problems or {}).get(key, ""),
                )
            )
        listed = [
            Row(title=LABELS.get(look, look.capitalize()), cells=tuple(cells))
            for look, cells in rows.items()
            if not all(cell.problem for cell in cells)
        ]
        return staging_stage.draw_sheet(listed, choices.view)

    def print_sheet(self, product: str, shot: Shot, choices: Choices) -> Iterator[str]:
        """Make what is missing on the sheet, and hand it out as it grows."""
        problems: dict[str, str] = {}
        for number, (look, size, other) in enumerate(self.cells(shot, choices), 1):
            if self.pictures.cell(product, other, choices.logo) or self._is_dear(other, shot):
                continue
            try:
                self.pictures.cell(product, other, choices.logo, wait=True)
            except StudioError as error:
                problems[f"{look}|{write_size(size)}"] = str(error)
            if number % len(choices.sizes) == 0:
                yield self.sheet(product, shot, choices, problems)
        yield self.sheet(product, shot, choices, problems)

    def _is_dear(self, other: Shot, shot: Shot) -> bool:
        """Whether a creative takes a large model: only the one that was asked for is made."""
        return other.ground == "scene" and other != shot and self.studio.settings.stager != "compact_scenes"

    # The column -----------------------------------------------------------------------------------------------------

    def _panel(self, artefact: Artefact, product: Artefact, shot: Shot, choices: Choices) -> Panel:
        prints = self.services.prints
        scene = self.studio.sets.find(shot.scene)
        name = file_name(artefact.title, ".png")
        grounds = [write_colour(each) for each in self._grounds(product)]
        chosen = write_colour(shot.colours[0]) if shot.colours and shot.ground != "scene" else ""
        if chosen and chosen not in grounds:
            grounds.insert(0, chosen)
        words, readable = self._read_words(artefact)
        sizes = tuple((write_size(each), _words(each), each == _size(shot)) for each in choices.sizes)
        looks = self.looks(shot, choices)
        return Panel(
            thumb=prints.thumb(product.id), product=product.title, support=shot.support, sizes=sizes, looks=looks,
            look=look_of(shot), scene=scene.title if scene and shot.ground == "scene" else "",
            colours=tuple((each, each == chosen) for each in grounds[:7]), scale=shot.scale, shadow=shot.shadow,
            reflection=shot.reflection, stands=(scene.support if scene else shot.support) == "stand",
            light=self._light(shot), message=shot.message, accent=write_colour(shot.message.accent),
            logo=prints.thumb(choices.logo) if choices.logo else "", words=words, readable=readable, path=choices.path,
            seconds=choices.seconds, clip=choices.clip_of(self.clip_key(artefact.id, choices)),
            png=(prints.full(artefact.id, name), name), count=len(looks) * len(choices.sizes),
        )  # fmt: skip

    def _light(self, shot: Shot) -> str:
        """Whose light an own scene has; "" where there is no choice."""
        return shot.light if shot.ground == "own" and (shot.lamp is not None or shot.light == "soft") else ""

    def _grounds(self, product: Artefact) -> tuple[Rgb, ...]:
        if product.id not in self._colours:
            self._colours[product.id] = suggest_colours(self.studio.workspace.picture(product.id))
        return self._colours[product.id]

    def _read_words(self, artefact: Artefact) -> tuple[str, bool]:
        """What to say of the words: how well they can be read, and what had no place."""
        written = artefact.facts.get("words")
        if not written:
            return "", True
        said = f"Contrast {written['contrast']:.1f} : 1"
        if not written["readable"]:
            said += ". Hard to read: choose a plainer set, or another colour"
        if written["left_out"]:
            said += f". No room here for: {', '.join(written['left_out'])}"
        return f"{said}.", bool(written["readable"])

    def _gallery(self) -> str:
        return draw_gallery(self.kept(), self.shop(), self.wares())

    def kept(self) -> list[stage.Tile]:
        """What can be staged of what was kept."""
        return [
            stage.Tile(act="kept", id=each.id, image=self.services.prints.thumb(each.id), title=each.title)
            for each in self.studio.kept()
            if each.kind in ("design", "cutout")
        ]

    def shop(self) -> list[stage.Tile]:
        """Products of the shop, spread over the whole of it; none where there is no shop."""
        try:
            shelf = self.services.shelves.now()
            if shelf is None:
                return []
            count = len(shelf.texts())
            rows = range(0, count, max(1, count // SHOP_TILES))
            cards = self._products.cards(shelf, list(rows)[:SHOP_TILES])
        except StudioError:
            return []
        return [
            stage.Tile(act="shop", id=str(card.product.row), image=card.image, title=card.product.name)
            for card in cards
            if card.image
        ]

    def wares(self) -> list[stage.Tile]:
        """Homewares that come with the app, cut out."""
        return [
            stage.Tile(act="ware", id=each.id, image=self.services.prints.picture(each.path), title=each.title)
            for each in read_samples(WARES)
        ]

    def sheet_name(self, product: str, shot: Shot, choices: Choices) -> str:
        """What a sheet shows, as one text to compare."""
        return f"{name_shot(product, shot, choices.logo)} {choices.sizes} {choices.view}"


def stage_session(session: str) -> str:
    """The name of a session's steps in this tab."""
    return f"{session}-stage"


def _size(shot: Shot) -> Size:
    return shot.placement, shot.width_px, shot.height_px


def _words(size: Size) -> str:
    place = find_placement(*size)
    return place.size if place.id == "free" else place.title
