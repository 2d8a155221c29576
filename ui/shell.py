"""The shell: header, order of the tabs, and the wiring from one tab to another.  Nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from html import escape
from typing import Any

import gradio as gr

from models.settings import Settings
from models.studio import Studio
from segments import demo
from ui import api, audience, chosen, cutout, design, importing, kept, staging, tryon, tryon_ways, wants
from ui.audience_desk import AudienceDesk
from ui.design_choices import Choices
from ui.design_desk import DesignDesk
from ui.desk import Desk
from ui.feedback import Stops, tell
from ui.prints import Prints
from ui.samples import read_samples
from ui.services import MODEL, QUIET, Services
from ui.session import check_session, remember
from ui.staging_choices import Choices as StageChoices
from ui.staging_desk import StagingDesk
from ui.theme import CSS, FAVICON, StudioTheme, read_js
from ui.tryon_choices import Choices as TryonChoices
from ui.tryon_desk import TryonDesk

TITLE = "Warhol Studio"
MARK = (
    '<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="15" height="15"/><rect x="17" width="15" height="15"/>'
    '<rect y="17" width="15" height="15"/><rect x="17" y="17" width="15" height="15"/></svg>'
)
STATES = {
    "cold": "Cut-out model asleep",
    "loading": "Cut-out model is loading",
    "ready": "Cut-out model ready",
    "failed": "Cut-out model could not be loaded",
}
POLL_S, RETRY_S = 0.3, 5.0


def build_app(studio: Studio, settings: Settings) -> gr.Blocks:
    """The whole page over one studio."""
    prints = Prints(studio, settings.workspace / "prints")
    shipped = demo.open_demo if (demo.FOLDER / "snapshot").is_dir() else None
    services = Services(studio=studio, prints=prints, samples=read_samples(), stops=Stops(), opens_demo=shipped)
    app = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(3600, 86_400))
    with app:
        api.publish(services, settings)  # first, so that its names are not taken
        session = remember()
        with gr.Row(elem_id="header"):
            gr.HTML(f'<h1 class="wordmark">{MARK}<span>Warhol <b>Studio</b></span></h1>', apply_default_css=False)
            chosen_parts = chosen.build()
            chip = gr.HTML(draw_chip("cold"), elem_id="chip", apply_default_css=False)
            gr.HTML(
                '<button class="theme-switch" aria-label="Light or dark" title="Light or dark"></button>',
                js_on_load=read_js("theme"),
                elem_id="theme",
                apply_default_css=False,
            )
        with gr.Tabs(elem_id="tabs") as tabs:
            with gr.Tab("Audience", id="audience") as audience_tab:
                audience_parts = audience.build()
            with gr.Tab("What they want", id="wants") as wants_tab:
                wants_parts = wants.build()
            with gr.Tab("Design", id="design") as design_tab:
                design_parts = design.build()
            with gr.Tab("Stage", id="stage") as stage_tab:
                stage_parts = staging.build()
            with gr.Tab("Try on", id="tryon") as tryon_tab:
                tryon_parts = tryon.build()
            with gr.Tab("Cut-out", id="cutout") as cutout_tab:
                cutout_parts = cutout.build()
            with gr.Tab("Kept", id="kept") as kept_tab:
                kept_parts = kept.build()
        chosen.wire(chosen_parts, services, app, tabs)
        room = audience.wire(audience_parts, services, audience_tab, chosen_parts, tabs)
        drawer = importing.build()
        imports = importing.wire(drawer, services, [audience_parts.importing])
        app.load(imports.greet, [drawer.files, drawer.changed], imports.outputs, **QUIET)
        drawer.changed.change(room.arrive, audience_parts.look, room.outputs, **QUIET)
        chosen.renew_after(drawer.changed, chosen_parts, services)
        desk = cutout.wire(cutout_parts, services, session)
        easel = design.wire(design_parts, services, session, design_tab)
        stager = staging.wire(stage_parts, services, session, stage_tab)
        fitter = tryon.wire(tryon_parts, services, session, tryon_tab)
        wall = kept.wire(kept_parts, services, session)
        kept_tab.select(wall.show, [kept_parts.chosen, kept_parts.board.picked], wall.outputs, **QUIET)
        _wire_kept(kept_parts, desk, design_parts, easel, stage_parts, stager, tryon_parts, fitter, tabs, session)
        _wire_stage(stage_parts, stager, design_parts.stage_it, design_parts.current, tabs, session)
        _wire_stage(stage_parts, stager, cutout_parts.stage_it, cutout_parts.current, tabs, session)
        room.next_tab = "wants"
        wants.wire(wants_parts, services, session, chosen_parts.audience, wants_tab)
        _wire_wants(wants_parts, design_parts, easel, stage_parts, stager, tabs, session)
        tryon_ways.wire(tryon_parts, fitter, design_parts, wants_parts, stage_parts, tabs, session)
        _greet(app, room, audience_parts, session)
        _wire_cutout(cutout_tab, cutout_parts, desk, session)
        _watch(app, desk, chip, settings)
    app.queue(default_concurrency_limit=8, max_size=64)
    return app


def launch_options(settings: Settings) -> dict[str, Any]:
    """What `Blocks.launch` needs besides the page: address, look, and how narrow the door for files is."""
    return {
        "server_name": settings.host,
        "server_port": settings.port,
        "theme": StudioTheme(),
        "css_paths": CSS,
        "favicon_path": FAVICON,
        "footer_links": [],
        "allowed_paths": [str((settings.workspace / "prints").resolve())],
        "max_file_size": max(settings.max_upload_mib, settings.max_import_mib) * 1024 * 1024,
        "share": False,
        "ssr_mode": False,
        "pwa": False,
        "enable_monitoring": False,
        "show_error": False,
        "quiet": True,
    }


def _wire_kept(
    parts: kept.Parts,
    desk: Desk,
    design_parts: design.Parts,
    easel: DesignDesk,
    stage_parts: staging.Parts,
    stager: StagingDesk,
    tryon_parts: tryon.Parts,
    fitter: TryonDesk,
    tabs: gr.Tabs,
    session: gr.BrowserState,
) -> None:
    """Open puts the kept picture where it came from, desk or easel; the empty wall's button only goes there."""

    def place(
        session_id: str, chosen: str, choices: Choices, stage_choices: StageChoices, look_choices: TryonChoices
    ) -> Iterator[dict[Any, Any]]:
        try:
            kind = desk.studio.workspace.get(chosen).kind
            if kind == "look":
                for update in fitter.place(session_id, chosen, look_choices):
                    yield {**update, tabs: gr.update(selected="tryon")}
                return
            if kind == "creative":
                for update in stager.place(session_id, chosen, stage_choices):
                    yield {**update, tabs: gr.update(selected="stage")}
                return
            if kind == "design":
                yield {**easel.place(session_id, chosen, choices), tabs: gr.update(selected="design")}
                return
            for update in desk.place(check_session(session_id), chosen):
                yield {**update, tabs: gr.update(selected="cutout")}
        except Exception as error:
            tell(error)
            yield {tabs: gr.skip()}

    def go(event: gr.EventData) -> Any:
        data = event._data if isinstance(event._data, dict) else {}
        return gr.update(selected="design") if data.get("act") == "go" else gr.skip()

    outputs = [*desk.view.outputs, *easel.view.outputs, *stager.view.outputs, *fitter.view.outputs, tabs]
    inputs = [session, parts.chosen, design_parts.choices, stage_parts.choices, tryon_parts.choices]
    opened = parts.open.click(place, inputs, outputs, **QUIET)
    design.fill_after(opened, design_parts, easel, session)
    staging.fill_after(opened, stage_parts, stager, session)
    tryon.fill_after(opened, tryon_parts, fitter, session)
    parts.wall.click(go, None, tabs, **QUIET)


def _wire_stage(
    parts: staging.Parts,
    stager: StagingDesk,
    button: gr.Button,
    product_id: gr.State,
    tabs: gr.Tabs,
    session: gr.BrowserState,
) -> None:
    """One click stages what another tab shows: the design on the easel, the cut-out on the desk."""

    def place(session_id: str, id: str, choices: StageChoices) -> Iterator[dict[Any, Any]]:
        if not id:
            yield {tabs: gr.skip()}
            return
        yield {tabs: gr.update(selected="stage")}
        try:
            yield from stager.place(session_id, id, choices)
        except Exception as error:
            tell(error)
            yield {tabs: gr.skip()}

    staged = button.click(place, [session, product_id, parts.choices], [tabs, *stager.view.outputs], **MODEL)
    staging.fill_after(staged, parts, stager, session)


def _wire_wants(
    parts: wants.Parts,
    design_parts: design.Parts,
    easel: DesignDesk,
    stage_parts: staging.Parts,
    stager: StagingDesk,
    tabs: gr.Tabs,
    session: gr.BrowserState,
) -> None:
    """One click puts a new design on the easel, or on the stage."""

    def place(design_id: str, session_id: str, choices: Choices) -> dict[Any, Any]:
        return {**easel.place(session_id, design_id, choices), tabs: gr.update(selected="design")}

    opened = wants.lead_on(parts, place, [session, design_parts.choices], [tabs, *easel.view.outputs])
    design.fill_after(opened, design_parts, easel, session)

    def stage(design_id: str, session_id: str, choices: StageChoices) -> dict[Any, Any]:
        *_, shown = stager.place(session_id, design_id, choices)
        return {**shown, tabs: gr.update(selected="stage")}

    staged = wants.lead_on(parts, stage, [session, stage_parts.choices], [tabs, *stager.view.outputs], "stage")
    staging.fill_after(staged, stage_parts, stager, session)


def _greet(app: gr.Blocks, room: AudienceDesk, parts: audience.Parts, session: gr.BrowserState) -> None:
    """On every visit: a session id, and the segments of the shop."""
    app.load(check_session, session, session, **QUIET)
    app.load(room.arrive, parts.look, room.outputs, **QUIET)


def _wire_cutout(tab: gr.Tab, parts: cutout.Parts, desk: Desk, session: gr.BrowserState) -> None:
    """The first visit to the cut-out: what lay there last, or a sample that is cut out at once."""
    opened = gr.State(False)

    def arrive(value: str, current: str, before: bool) -> Iterator[dict[Any, Any]]:
        yield {opened: True}
        if before or current:
            return
        session_id = check_session(value)
        try:
            yield from desk.arrive(session_id)
        except Exception as error:
            tell(error)
            yield desk.view.show(session_id, "")

    tab.select(arrive, [session, parts.current, opened], [opened, *desk.view.outputs], **QUIET)


def _watch(app: gr.Blocks, desk: Desk, chip: gr.HTML, settings: Settings) -> None:
    """How the cut-out model is doing, until it is there."""

    def watch() -> Iterator[str]:
        while True:
            state = desk.studio.runner.state(settings.masker)
            yield draw_chip(state, str(desk.studio.runner.failure(settings.masker) or ""))
            if state == "ready" or (state == "failed" and settings.runner == "inprocess"):
                return
            time.sleep(RETRY_S if state == "failed" else POLL_S)  # a model server may come later

    app.load(watch, None, chip, **QUIET)


def draw_chip(state: str, reason: str = "") -> str:
    """How the model is doing, as a chip; the reason of a failure shows when the pointer rests on it."""
    text = escape(STATES.get(state, state))
    return f'<span class="chip" data-state="{escape(state)}" title="{escape(reason)}"><i></i>{text}</span>'
