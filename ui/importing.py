"""Import a shop from within the page: a drawer with the shops that are there, and the way to bring in another."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import gradio as gr

from models.errors import SegmentDataError
from ui import importing_view as view
from ui.feedback import note, tell
from ui.importing_view import Files, Shop
from ui.importing_work import Importer, Status
from ui.services import QUIET, Services
from ui.theme import read_js

POLL_S = 0.3
FOLDER = "templates"
NAMES = {"hm": "H&M", "merrec": "MerRec", "photos": "Photos", "demo shop": "Demo shop"}


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The drawer and its doors for files.  `changed` counts the times that another shop was put into use."""

    drawer: gr.HTML
    files: gr.State
    changed: gr.State
    catalogue: gr.UploadButton
    events: gr.UploadButton
    zip: gr.UploadButton
    folder: gr.UploadButton


def build() -> Parts:
    """The drawer, shut; the doors for files stay out of sight, its own buttons press them."""
    with gr.Row(elem_classes="offstage"):
        with gr.Column():  # a column each, so that a door is the only one of its parent
            catalogue = gr.UploadButton("Catalogue", elem_id="importing-catalogue")
        with gr.Column():
            events = gr.UploadButton("Histories", elem_id="importing-events")
        with gr.Column():
            zip = gr.UploadButton("Pictures in a ZIP", elem_id="importing-zip")
        with gr.Column():
            folder = gr.UploadButton("Pictures", file_count="directory", elem_id="importing-folder")
    drawer = gr.HTML("", js_on_load=read_js("importing"), elem_id="importing", apply_default_css=False)
    return Parts(
        drawer=drawer, files=gr.State(Files()), changed=gr.State(0), catalogue=catalogue, events=events, zip=zip,
        folder=folder,
    )  # fmt: skip


class Drawer:
    """The handlers of the drawer."""

    def __init__(self, parts: Parts, services: Services) -> None:
        self.parts, self.services = parts, services
        self.importer = Importer(services)

    @property
    def outputs(self) -> list[Any]:
        """Everything that a handler may change."""
        return [self.parts.drawer, self.parts.files, self.parts.changed]

    def open(self, files: Files, changed: int) -> Iterator[dict[Any, Any]]:
        """Show the drawer, and follow an import that is going on."""
        yield {self.parts.drawer: self._draw(files, fresh=True)}
        yield from self._follow(files, changed)

    def greet(self, files: Files, changed: int) -> Iterator[dict[Any, Any]]:
        """On every visit: open by itself where an import is going on, or was cut short."""
        try:
            tells = self.importer.look_back() or self.importer.status.busy
        except Exception as error:
            tell(error)
            tells = False
        if tells:
            yield from self.open(files, changed)
        else:
            yield {self.parts.drawer: gr.skip()}

    def act(self, event: gr.EventData, files: Files, changed: int) -> Iterator[dict[Any, Any]]:
        """Whatever is clicked in the drawer."""
        data = event._data if isinstance(event._data, dict) else {}
        act, id, value = (str(data.get(name, ""))[:100] for name in ("act", "id", "value"))
        p = self.parts
        try:
            if act == "close":
                self.importer.clear()
                yield {p.drawer: ""}
            elif act == "start":
                self._start(files)
                yield {p.drawer: self._draw(files)}
                yield from self._follow(files, changed)
            elif act == "stop":
                self.importer.stop()
                yield {p.drawer: gr.skip()}
            elif act == "format" and value in dict(view.FORMATS):
                files = replace(files, format=value)
                yield {p.files: files, p.drawer: self._draw(files)}
            elif act == "segments" and value in dict(view.SEGMENTS):
                files = replace(files, segments=value)
                yield {p.files: files, p.drawer: self._draw(files)}
            elif act in ("use", "demo"):
                self._use(id, act == "demo")
                yield {p.drawer: self._draw(files), p.changed: changed + 1}
            else:
                yield {p.drawer: gr.skip()}
        except Exception as error:
            tell(error)
            yield {p.drawer: self._draw(files)}

    def choose(self, name: str, paths: str | list[str] | None, files: Files) -> dict[Any, Any]:
        """A file was uploaded."""
        some = [paths] if isinstance(paths, str) else list(paths or [])
        if some:
            changes: dict[str, Any] = {name: tuple(some) if name == "pictures" else some[0]}
            files = replace(files, **changes)
            self.importer.clear()
        return {self.parts.files: files, self.parts.drawer: self._draw(files)}

    def _start(self, files: Files) -> None:
        from segments.uploads import Upload

        upload = Upload(
            catalogue=Path(files.catalogue) if files.catalogue else None,
            events=Path(files.events) if files.events else None,
            pictures=tuple(Path(each) for each in files.pictures),
        )
        count = None if files.segments == "auto" else int(files.segments)
        self.importer.start(upload, files.format, count)  # type: ignore[arg-type]  # checked where it was chosen

    def _follow(self, files: Files, changed: int) -> Iterator[dict[Any, Any]]:
        """Draw the running import until it is over; a page that is closed meanwhile stops nothing."""
        p, seen = self.parts, None
        if not self.importer.status.busy:
            return
        while (status := self.importer.status).busy:
            if status != seen:
                yield {p.drawer: self._draw(files)}
                seen = status
            time.sleep(POLL_S)
        if status.report is None:
            yield {p.drawer: self._draw(files)}
        else:
            yield {p.files: Files(), p.drawer: self._draw(Files()), p.changed: changed + 1}

    def _use(self, id: str, demo: bool) -> None:
        store = self.services.store
        if demo:
            from segments.demo import open_demo

            open_demo(store)
        else:
            store.activate(id)
        self.importer.clear()
        note("Now in use", next((shop.name for shop in self._shops() if shop.active), "The shop"))

    def _draw(self, files: Files, fresh: bool = False) -> str:
        status = self.importer.status
        shops = self._shops()
        demo = not any(shop.name == NAMES["demo shop"] for shop in shops) and _has_demo()
        return view.draw_drawer(
            view.Drawer(
                shops=shops, demo=demo, files=files, templates=self._templates(), below=self._below(status),
                busy=status.busy, fresh=fresh,
            )
        )  # fmt: skip

    def _below(self, status: Status) -> str:
        prints = self.services.prints
        if status.progress is not None:
            return view.draw_progress(status.progress)
        if status.problem is not None:
            rejects = status.rejects_file
            data = rejects.read_bytes() if rejects is not None and rejects.is_file() else b""
            address = prints.address(prints.write(FOLDER, f"rejects-{hash(data):x}.csv", data)) if data else ""
            return view.draw_problem(*status.problem, address)
        if status.report is not None:
            made = status.report
            file = made.rejects_file
            address = prints.address(prints.lend(file, f"rejects-{made.id}", "rejects.csv")) if file else ""
            facts = (
                f"{made.products:,} products, {made.pictures:,} with a picture; {made.events:,} events of "
                f"{made.users:,} shoppers; {made.segments} segments."
            )
            return view.draw_result(facts, made.rejects, made.notes, address)
        return ""

    def _shops(self) -> list[Shop]:
        store, shops = self.services.store, []
        try:
            active = store.active_id()
        except SegmentDataError:
            active = None
        for id in store.snapshots():
            try:
                made = store.snapshot(id).manifest
            except SegmentDataError:
                continue  # from another version of the studio; it cannot be used any more
            name = NAMES.get(made.source) or (made.files[0].name if made.files else "Import")
            facts = f"{made.products:,} products · {made.users:,} shoppers · {made.created[:10]}"
            shops.append(Shop(id=id, name=name, facts=facts, active=id == active, simulated=made.simulated))
        return shops

    def _templates(self) -> view.Templates:
        prints = self.services.prints
        products = prints.write(FOLDER, "products.csv", view.PRODUCTS.encode())
        events = prints.write(FOLDER, "events.csv", view.EVENTS.encode())
        return view.Templates(products=prints.address(products), events=prints.address(events))


def wire(parts: Parts, services: Services, openers: Sequence[gr.Button]) -> Drawer:
    """Connect the drawer; any of the buttons opens it.  Listen to `parts.changed` to show the shop that is in use."""
    drawer = Drawer(parts, services)
    state = [parts.files, parts.changed]
    for button in openers:
        button.click(drawer.open, state, drawer.outputs, **QUIET)
    parts.drawer.click(drawer.act, state, drawer.outputs, **QUIET)
    doors = ((parts.catalogue, "catalogue"), (parts.events, "events"), (parts.zip, "pictures"),
             (parts.folder, "pictures"))  # fmt: skip
    for door, name in doors:

        def choose(paths: Any, files: Files, name: str = name) -> dict[Any, Any]:
            return drawer.choose(name, paths, files)

        door.upload(choose, [door, parts.files], [parts.drawer, parts.files], **QUIET)
    return drawer


def _has_demo() -> bool:
    from segments.demo import FOLDER as SHOP

    return (SHOP / "snapshot" / "manifest.json").is_file()
