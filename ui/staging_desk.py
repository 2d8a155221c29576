"""What the Stage tab does.  Everything that is clicked, dragged or typed comes through one door, in order.

A change is sketched first and saved then, and each is one step of undo.  A problem is told, and the tab goes back to
the creative that it had, so that nothing is lost.
"""

from __future__ import annotations

import io
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from models.errors import CancelledError, InputError, StudioError
from models.library import surprise
from models.staging.placements import find_placement
from models.staging.records import Shot
from models.staging.requests import Box
from models.theming import ANYTHING
from models.types import Artefact, Job, Progress
from ui.design_desk import FIRST_SEED
from ui.design_prints import DESIGN_PX
from ui.design_view import design_session
from ui.feedback import Done, follow, tell
from ui.keeping import keep_or_not
from ui.prints import file_name
from ui.samples import WARES, read_samples
from ui.session import check_session
from ui.staging_choices import Choices, change_shot, fresh_scene, in_look, read_number, read_size
from ui.staging_panel import LABELS
from ui.staging_view import StagingView, Updates, stage_session

OPENING = Progress(fraction=0.0, stage="Setting the stage")
SESSIONS = 500


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One thing that a visitor does: with which creative, under which choices, and what the browser sent."""

    session: str
    current: str
    choices: Choices
    data: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.data.get("id", ""))


class StagingDesk:
    """The handlers of the Stage tab.  `acts` maps what the browser calls an act to its handler."""

    def __init__(self, view: StagingView) -> None:
        self.view = view
        self.services = view.services
        self.studio = view.studio
        self.acts: dict[str, Callable[[Turn], Iterator[Updates]]] = {
            "preview": self._preview, "change": self._change, "move": self._move, "reset": self._reset,
            "pick": self._pick, "another": self._another, "size": self._add_size, "unsize": self._drop_size,
            "view": self._look, "theme": self._theme, "trial": self._try_themes,
            "undo": self._step, "redo": self._step, "arrive": self._arrive, "design": self._design,
            "gallery": self._gallery, "kept": self._kept, "shop": self._shop, "ware": self._ware,
            "back": self._back, "unlogo": self._unlogo,
            "path": self._path, "seconds": self._path, "clip": self._clip, "jpeg": self._jpeg, "zip": self._zip,
        }  # fmt: skip
        self._newest: OrderedDict[str, str] = OrderedDict()

    # The page opens, something is done, the rest is filled in -------------------------------------------------------

    def arrive(self, session: str, current: str, choices: Choices, opened: bool = True) -> Iterator[Updates]:
        """The first look at the tab: what lay here last, or the design on the easel, staged at once."""
        yield self.view.as_it_is()
        if current or not opened or not session:
            return
        session = check_session(session)
        last = self.studio.current(stage_session(session))
        try:
            if last is not None and last.kind == "creative":
                yield self.show(session, last.id, choices)
            else:
                turn = Turn(session=session, current="", choices=choices, data={})
                yield self.view.show_waiting(session, "", choices, OPENING)
                yield from self.go(turn, self._easel(session), self._first())
        except Exception as error:
            tell(error)
            yield self.view.show_nothing()

    def act(self, event: gr.EventData, session: str, current: str, choices: Choices) -> Iterator[Updates]:
        """Whatever comes through the door.  What the browser sends is checked here or by the verbs of the studio."""
        data = event._data if isinstance(event._data, dict) else {}
        turn = Turn(session=check_session(session), current=current, choices=choices, data=data)
        handler = self.acts.get(str(data.get("act", "")))
        yield self.view.as_it_is()
        try:
            if handler and (current or data.get("act") in ("arrive", "design", "kept", "shop", "ware", "gallery")):
                yield from handler(turn)
        except CancelledError:
            yield self.settle(turn)
        except Exception as error:
            tell(error)
            yield self.settle(turn)
        yield self.view.answer(data.get("ticket"))

    def fill(self, session: str, current: str, choices: Choices) -> Iterator[Updates]:
        """What may come a moment later: the small creatives of the sheet."""
        yield {self.view.parts.sheet: gr.skip()}
        if not current:
            return
        session, product = check_session(session), self.studio.workspace.get(current).parents[0]
        shot = self.studio.shot_of(current)
        name = self.view.sheet_name(product, shot, choices)
        self._note(session, name)
        for sheet in self.view.print_sheet(product, shot, choices):
            if self._newest.get(session) != name:
                return
            yield {self.view.parts.sheet: sheet}

    # From one creative to the next ----------------------------------------------------------------------------------

    def go(self, turn: Turn, product: str, shot: Shot, choices: Choices | None = None) -> Iterator[Updates]:
        """Stage a product: show a sketch first, then save it."""
        choices = choices or turn.choices
        logo = choices.logo
        if turn.current and (choices.view in ("creative", "context")):
            yield self.view.show_sketch(turn.session, turn.current, product, shot, choices)
        creative = self.studio.stage(product, shot, logo=logo)
        if creative.id != turn.current:
            self.studio.push(stage_session(turn.session), creative.id)
        yield self.show(turn.session, creative.id, choices)

    def show(self, session: str, creative_id: str, choices: Choices) -> Updates:
        """Everything about a creative; `fill` brings the rest."""
        return self.view.show(session, creative_id, choices)

    def settle(self, turn: Turn) -> Updates:
        """Back to the creative that was there."""
        if not turn.current:
            return self.view.show_nothing()
        return self.show(turn.session, turn.current, turn.choices)

    def place(self, session: str, id: str, choices: Choices) -> Iterator[Updates]:
        """Stage something of the workspace: a design or cut-out in the set that is up, a creative as it is."""
        turn = Turn(session=check_session(session), current="", choices=replace(choices, gallery=False), data={})
        artefact = self.studio.workspace.get(id)
        if artefact.kind == "creative":
            self.studio.push(stage_session(turn.session), artefact.id)
            yield self.show(turn.session, artefact.id, turn.choices)
            return
        last = self.studio.current(stage_session(turn.session))
        shot = self.studio.shot_of(last.id) if last and last.kind == "creative" else self._first()
        yield from self.go(turn, artefact.id, _for_another(shot))

    def _first(self) -> Shot:
        """What a visitor sees first: the set that suits best; a plain ground where no sets were shipped."""
        return Shot() if self.studio.sets.scenes else Shot(ground="gradient")

    def _easel(self, session: str) -> str:
        """The design that is on the easel, or the one that a new visitor sees there."""
        design = self.studio.current(design_session(session))
        if design is not None and design.kind == "design":
            return design.id
        return self.studio.commit_design(surprise(FIRST_SEED), size_px=DESIGN_PX).id

    def stage_on(self, turn: Turn, own: str, spot: Box) -> Iterator[Updates]:
        """Stage the product that is up now on a scene of one's own."""
        shot = replace(fresh_scene(self._shot(turn)), ground="own", theme="", colours=(), own=own, spot=spot)
        yield from self.go(turn, self._product(turn), shot)

    def _product(self, turn: Turn) -> str:
        return self.studio.workspace.get(turn.current).parents[0]

    def _shot(self, turn: Turn) -> Shot:
        return self.studio.shot_of(turn.current)

    # The controls ---------------------------------------------------------------------------------------------------

    def _changes(self, turn: Turn) -> dict[str, Any]:
        sent = turn.data.get("changes")
        return {str(key): value for key, value in sent.items()} if isinstance(sent, dict) else {}

    def _preview(self, turn: Turn) -> Iterator[Updates]:
        shot = change_shot(self._shot(turn), self._changes(turn), turn.choices)
        yield self.view.show_sketch(turn.session, turn.current, self._product(turn), shot, turn.choices)

    def _change(self, turn: Turn) -> Iterator[Updates]:
        shot = change_shot(self._shot(turn), self._changes(turn), turn.choices)
        yield from self.go(turn, self._product(turn), shot)

    def _move(self, turn: Turn) -> Iterator[Updates]:
        """The product was dragged: `dx` and `dy` in fractions of the picture, `by` how many times larger."""
        shot = self._shot(turn)
        x, y, by = (read_number(turn.data.get(name, usual)) for name, usual in (("dx", 0.0), ("dy", 0.0), ("by", 1.0)))
        moved = round(shot.shift[0] + x, 4), round(shot.shift[1] + y, 4)
        shift = min(max(moved[0], -1.0), 1.0), min(max(moved[1], -1.0), 1.0)
        scale = min(max(round(shot.scale * by, 3), 0.2), 3.0)
        yield from self.go(turn, self._product(turn), replace(shot, shift=shift, scale=scale))

    def _reset(self, turn: Turn) -> Iterator[Updates]:
        shot = replace(self._shot(turn), shift=(0.0, 0.0), scale=1.0, shadow=1.0, reflection=0.0)
        yield from self.go(turn, self._product(turn), shot)

    def _pick(self, turn: Turn) -> Iterator[Updates]:
        """A creative of the sheet."""
        look, _, size = turn.id.partition("|")
        if look not in LABELS:
            raise InputError("This is not on the sheet any more.", "Choose another one.")
        place = read_size(size)
        cells = self.view.cells(self._shot(turn), turn.choices)
        shot = next((each for row, column, each in cells if (row, column) == (look, place)), None)
        if shot is None:
            raise InputError("This is not on the sheet any more.", "Choose another one.")
        yield from self.go(turn, self._product(turn), shot, turn.choices.showing("creative"))

    def _another(self, turn: Turn) -> Iterator[Updates]:
        """The next scene that suits."""
        shot = self._shot(turn)
        if shot.ground != "scene":
            shot = in_look(shot, "")
        if self.studio.settings.stager != "compact_scenes":
            yield from self.go(turn, self._product(turn), replace(shot, variety=shot.variety + 1))
            return
        ids = self.studio.scenes_for(self._product(turn), shot)
        if len(ids) == 1 and ids[0] == shot.scene:
            raise InputError("There is one scene of this kind only.", "Choose another theme, or how it is shown.")
        place = ids.index(shot.scene) + 1 if shot.scene in ids else 0
        wanted = replace(fresh_scene(shot), scene=ids[place % len(ids)])
        yield from self.go(turn, self._product(turn), wanted)

    def _add_size(self, turn: Turn) -> Iterator[Updates]:
        size = read_size(turn.id)
        choices = turn.choices.with_size(size)
        yield from self.go(turn, self._product(turn), self._shot(turn).placed_in(*size), choices)

    def _drop_size(self, turn: Turn) -> Iterator[Updates]:
        size = read_size(turn.id)
        choices, shot = turn.choices.without_size(size), self._shot(turn)
        if (shot.placement, shot.width_px, shot.height_px) == size and choices.sizes != turn.choices.sizes:
            yield from self.go(turn, self._product(turn), shot.placed_in(*choices.sizes[0]), choices)
        else:
            yield self.show(turn.session, turn.current, choices)

    def _look(self, turn: Turn) -> Iterator[Updates]:
        yield self.show(turn.session, turn.current, turn.choices.showing(turn.id))

    def _theme(self, turn: Turn) -> Iterator[Updates]:
        """Put a theme on the list of the product's kind, or take it off; the last one stays."""
        category = self._shot(turn).kind or ANYTHING
        listed = self.studio.themes_of(category)
        wanted = tuple(each for each in listed if each != turn.id) if turn.id in listed else (*listed, turn.id)
        if not wanted:
            raise InputError("One theme has to stay.", "Choose another one first.")
        self.studio.edit_themes(category, wanted)
        yield self.show(turn.session, turn.current, turn.choices)

    def _try_themes(self, turn: Turn) -> Iterator[Updates]:
        trying = Progress(fraction=0.2, stage="Trying four ways on simulated shoppers")
        yield self.view.show_waiting(turn.session, turn.current, turn.choices, trying)
        yield self.show(turn.session, turn.current, replace(turn.choices, tried=True))

    def _step(self, turn: Turn) -> Iterator[Updates]:
        move = self.studio.undo if turn.data.get("act") == "undo" else self.studio.redo
        artefact = move(stage_session(turn.session))
        yield self.show(turn.session, artefact.id if artefact else turn.current, turn.choices)

    def _arrive(self, turn: Turn) -> Iterator[Updates]:
        yield from self.arrive(turn.session, turn.current, turn.choices)

    def _back(self, turn: Turn) -> Iterator[Updates]:
        yield self.show(turn.session, turn.current, replace(turn.choices, gallery=False))

    # Products and logos ---------------------------------------------------------------------------------------------

    def _design(self, turn: Turn) -> Iterator[Updates]:
        shot = _for_another(self._shot(turn)) if turn.current else self._first()
        yield from self.go(turn, self._easel(turn.session), shot, replace(turn.choices, gallery=False))

    def _gallery(self, turn: Turn) -> Iterator[Updates]:
        yield self.show(turn.session, turn.current, replace(turn.choices, gallery=True, view="creative"))

    def _kept(self, turn: Turn) -> Iterator[Updates]:
        product = self.studio.product_of(turn.id)
        shot = _for_another(self._shot(turn)) if turn.current else self._first()
        yield from self.go(turn, product.id, shot, replace(turn.choices, gallery=False))

    def _shop(self, turn: Turn) -> Iterator[Updates]:
        """A product of the shop, by its row; its picture is the import's own."""
        shelf = self.services.shelves.open()
        products = shelf.products([int(turn.id)]) if turn.id.isdecimal() and len(turn.id) < 9 else []
        picture = shelf.thumbnails([each.picture for each in products if each.picture])
        if not products or not picture:
            raise InputError("This product has no picture here.", "Choose another one.")
        opened = self.studio.open_product(picture[products[0].picture], products[0].name)
        shot = _for_another(self._shot(turn)) if turn.current else self._first()
        yield from self.go(turn, self.studio.product_of(opened.id).id, shot, replace(turn.choices, gallery=False))

    def _ware(self, turn: Turn) -> Iterator[Updates]:
        """One of the homewares that come with the app."""
        found = next((each for each in read_samples(WARES) if each.id == turn.id), None)
        if found is None:
            raise InputError("This product is not here.", "Choose another one.")
        opened = self.studio.open_product(found.path, found.title)
        shot = _for_another(self._shot(turn)) if turn.current else self._first()
        yield from self.go(turn, opened.id, shot, replace(turn.choices, gallery=False))

    def open_photo(self, path: str | None, session: str, current: str, choices: Choices) -> Iterator[Updates]:
        """A product photo, or a cut-out as a transparent PNG: cut out first, then staged."""
        yield self.view.as_it_is()
        turn = Turn(session=check_session(session), current=current, choices=choices, data={})
        if not path:
            return
        try:
            photo = self.studio.open_product(Path(path))
            stop = self.services.stops.begin(turn.session, "stage")
            for step in follow(lambda job: self.studio.product_of(photo.id, job=job), stop):
                if isinstance(step, Done):
                    shot = _for_another(self._shot(turn)) if current else self._first()
                    yield from self.go(turn, step.value.id, shot)
                else:
                    yield self.view.show_waiting(turn.session, current, choices, step)
        except CancelledError:
            yield self.settle(turn)
        except Exception as error:
            tell(error)
            yield self.settle(turn)

    def open_logo(self, path: str | None, session: str, current: str, choices: Choices) -> Iterator[Updates]:
        """A logo for the corner."""
        yield self.view.as_it_is()
        turn = Turn(session=check_session(session), current=current, choices=choices, data={})
        if not path or not current:
            return
        try:
            logo = self.studio.open_logo(Path(path))
            yield from self.go(turn, self._product(turn), self._shot(turn), replace(choices, logo=logo.id))
        except Exception as error:
            tell(error)
            yield self.settle(turn)

    def _unlogo(self, turn: Turn) -> Iterator[Updates]:
        yield from self.go(turn, self._product(turn), self._shot(turn), replace(turn.choices, logo=""))

    # Clips and files ------------------------------------------------------------------------------------------------

    def _path(self, turn: Turn) -> Iterator[Updates]:
        choices = turn.choices
        if turn.data.get("act") == "path":
            choices = replace(choices, path=turn.id)
        elif turn.id.isdecimal():
            choices = replace(choices, seconds=int(turn.id[:2]))
        yield self.show(turn.session, turn.current, choices)

    def _clip(self, turn: Turn) -> Iterator[Updates]:
        choices = turn.choices.showing("clip")
        stop = self.services.stops.begin(turn.session, "stage")
        work = partial(self.studio.animate, turn.current, path=choices.path, seconds=choices.seconds)
        for step in follow(lambda job: work(job=job), stop):
            if not isinstance(step, Done):
                yield self.view.show_waiting(turn.session, turn.current, choices, step)
                continue
            lend, prints = self.services.prints.lend, self.services.prints
            files = prints.address(lend(step.value.mp4)), prints.address(lend(step.value.webp))
            choices = choices.with_clip(self.view.clip_key(turn.current, choices), files)
            yield self.show(turn.session, turn.current, choices)

    def _jpeg(self, turn: Turn) -> Iterator[Updates]:
        name = file_name(self.studio.workspace.get(turn.current).title, ".jpg")
        yield self._save(self.studio.download(turn.current, "#ffffff"), name)

    def _zip(self, turn: Turn) -> Iterator[Updates]:
        """Every creative of the sheet in full size, named by its look and size."""
        product, shot = self.studio.workspace.get(self._product(turn)), self._shot(turn)
        stop = self.services.stops.begin(turn.session, "stage")
        work = partial(self._pack, product, shot, turn.choices)
        for step in follow(lambda job: work(job), stop):
            if isinstance(step, Done):
                yield self.settle(turn) | self._save(step.value, file_name(product.title, "-creatives.zip"))
            else:
                yield self.view.show_waiting(turn.session, turn.current, turn.choices, step)

    def _pack(self, product: Artefact, shot: Shot, choices: Choices, job: Job) -> Path:
        buffer, cells, there = io.BytesIO(), self.view.cells(shot, choices), 0
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as bundle:
            for number, (look, size, other) in enumerate(cells):
                place = find_placement(*size)
                job.report(number / len(cells), f"{number + 1} of {len(cells)}: {place.title}")
                try:
                    staged = self.studio.preview_stage(product.id, other, logo=choices.logo)
                except CancelledError:
                    raise
                except StudioError:
                    continue  # the sheet shows which one could not be made
                picture = io.BytesIO()
                staged.image.save(picture, format="PNG", compress_level=3)
                name = file_name(f"{LABELS[look]} {place.title} {place.width_px}x{place.height_px}", ".png")
                bundle.writestr(name, picture.getvalue())
                there += 1
        if not there:
            raise InputError("Nothing of the sheet could be made.", "Choose another product.")
        return self.studio.workspace.write_export("creatives.zip", buffer.getvalue())

    def _save(self, path: Path, name: str) -> Updates:
        """Hand a finished file to the browser."""
        return {self.view.parts.ticket: self.services.prints.ticket(path, name)}

    def keep(self, session: str, current: str, choices: Choices) -> Updates:
        """Keep the creative, or take it out of what is kept."""
        turn = Turn(session=check_session(session), current=current, choices=choices, data={})
        try:
            keep_or_not(self.studio, current, "creative")
        except Exception as error:
            tell(error)
        return self.settle(turn)

    def stop(self, session: str) -> None:
        """Stop on the veil: outside of the model's queue, or it would wait for what it is to stop."""
        self.services.stops.stop(check_session(session), "stage")

    def _note(self, session: str, name: str) -> None:
        self._newest[session] = name
        self._newest.move_to_end(session)
        while len(self._newest) > SESSIONS:
            self._newest.popitem(last=False)


def _for_another(shot: Shot) -> Shot:
    """The same wish for another product: its size, theme and words; the scene is looked for anew."""
    return replace(fresh_scene(shot), kind="", product_px=0, colours=(), support="")
