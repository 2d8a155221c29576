"""What the Cut-out tab shows in each of its states: values for its components, and nothing done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from models.types import Artefact, Progress
from ui import details, saving, scene, stage
from ui.services import Services
from ui.touchup import CLOSED

if TYPE_CHECKING:
    from ui.cutout import Parts

Updates = dict[Any, Any]


class DeskView:
    """From the workspace to the tab's components."""

    def __init__(self, parts: Parts, services: Services) -> None:
        self.parts = parts
        self.services = services
        self.studio = services.studio

    @property
    def outputs(self) -> list[Any]:
        """Everything that a handler may change."""
        p, t = self.parts, self.parts.touch
        return [
            p.current, p.stage, p.strip, p.heading, p.products, p.undo, p.redo, p.touch_button, p.keep, p.stage_it,
            p.save.buttons, p.details.panel, t.mode, t.editor, t.result, t.base,
        ]  # fmt: skip

    def show(self, session: str, artefact_id: str) -> Updates:
        """Everything about one finished cut-out; without one, how to begin."""
        p = self.parts
        samples = scene.sample_tiles(self.services)
        update: Updates = {
            p.current: artefact_id,
            p.strip: stage.strip(scene.latest_tiles(self.services, artefact_id), samples),
            p.undo: gr.update(interactive=self.studio.workspace.can_undo(session)),
            p.redo: gr.update(interactive=self.studio.workspace.can_redo(session)),
        }
        if not artefact_id:
            return update | self._show_nothing(samples)
        cutout = self.studio.workspace.get(artefact_id)
        view = scene.scene_of(self.services, cutout)
        found = scene.products_of(cutout)
        done = cutout.kind == "cutout"
        return update | {
            p.stage: stage.stage(view),
            p.heading: stage.heading(cutout.title, scene.facts_line(cutout, len(found.boxes)), scene.notes_of(cutout)),
            p.products: stage.products(view.photo, found.boxes, found.chosen),
            p.keep: gr.update(
                value="Kept" if cutout.kept else "Keep",
                variant="secondary" if cutout.kept else "primary",
                interactive=done,
            ),
            p.stage_it: gr.update(interactive=done),
            p.save.buttons: saving.offer(self.services, cutout) if done else saving.draw("", ""),
            p.touch_button: gr.update(interactive=bool(view.photo)),
            p.details.panel: details.describe(self.studio.details(artefact_id)),
            p.touch.result: stage.stage(view),
        }

    def _show_nothing(self, samples: list[stage.Tile]) -> Updates:
        p = self.parts
        return {
            p.stage: stage.empty_stage(samples),
            p.heading: stage.heading("No photo yet", "Everything starts with one."),
            p.products: "",
            p.save.buttons: saving.draw("", ""),
            p.details.panel: "",
            p.keep: gr.update(interactive=False),
            p.stage_it: gr.update(interactive=False),
            p.touch_button: gr.update(interactive=False),
        }

    def as_it_is(self) -> Updates:
        """Change nothing.  A generator that yields nothing at all would empty every output."""
        return {self.parts.current: gr.skip()}

    def show_waiting(self, photo: Artefact, progress: Progress) -> Updates:
        """A photo whose product is being found."""
        p = self.parts
        return {
            p.stage: stage.stage(scene.photo_scene(self.services, photo), progress),
            p.heading: stage.heading(photo.title, f"{photo.width_px:,} × {photo.height_px:,} px"),
            p.products: "",
            p.save.buttons: saving.draw("", ""),
            p.strip: stage.strip(scene.latest_tiles(self.services, ""), scene.sample_tiles(self.services)),
            p.keep: gr.update(interactive=False),
            p.stage_it: gr.update(interactive=False),
            p.touch_button: gr.update(interactive=False),
        }

    def closed(self) -> Updates:
        """The stage, not the editor, lies on the desk."""
        return {self.parts.touch.mode: CLOSED, self.parts.touch.base: ""}
