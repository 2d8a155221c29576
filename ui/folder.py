"""A folder of photos in, a ZIP of cut-outs out, with progress, a way to stop, and a report of what failed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import gradio as gr

from models.errors import CancelledError
from models.types import Progress
from ui import stage
from ui.feedback import Done, follow, tell
from ui.services import FOLDER, QUIET, Services
from ui.session import check_session

KIND = "folder"


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The panel's components."""

    upload: gr.UploadButton
    stop: gr.Button
    report: gr.HTML


def build() -> Parts:
    """The panel, closed until somebody has a whole folder."""
    with gr.Accordion("A whole folder", open=False, elem_id="folder", elem_classes="ws-accordion"):
        gr.HTML(
            '<p class="hint">Every photo in it comes back as a transparent PNG, in one ZIP.</p>',
            apply_default_css=False,
        )
        upload = gr.UploadButton("Choose a folder", file_count="directory", elem_id="folder-upload", size="md")
        stop = gr.Button("Stop", elem_id="folder-stop", size="md", visible=False)
        report = gr.HTML("", elem_id="folder-report", apply_default_css=False)
    return Parts(upload=upload, stop=stop, report=report)


def wire(parts: Parts, services: Services, session: gr.BrowserState) -> None:
    """Run the folder, draw its progress, and listen to Stop."""

    def run(files: list[str] | None, session_id: str) -> Iterator[tuple[object, object, object]]:
        paths = [Path(file) for file in files or []]
        if not paths:
            yield gr.skip(), gr.skip(), gr.skip()
            return
        stop = services.stops.begin(check_session(session_id), KIND)
        busy = (gr.update(interactive=False), gr.update(visible=True))
        idle = (gr.update(interactive=True, value=None), gr.update(visible=False))
        yield *busy, draw_progress(Progress(fraction=0.0, stage=f"{len(paths)} files"))
        try:
            for step in follow(lambda job: services.studio.mask_folder(paths, job), stop):
                if isinstance(step, Done):
                    made = step.value.zip_path
                    address = services.prints.address(services.prints.lend(made)) if made else ""
                    yield *idle, draw_report(step.value.done, step.value.failures, address, step.value.cancelled)
                else:
                    yield *busy, draw_progress(step)
        except CancelledError:
            yield *idle, draw_report(0, (), "", True)
        except Exception as error:
            tell(error)
            yield *idle, ""

    def halt(session_id: str) -> None:
        services.stops.stop(check_session(session_id), KIND)

    outputs = [parts.upload, parts.stop, parts.report]
    parts.upload.upload(run, [parts.upload, session], outputs, **FOLDER)
    parts.stop.click(halt, session, None, **QUIET)


def draw_progress(progress: Progress) -> str:
    """How far the folder is."""
    percent = round(100 * min(1.0, max(0.0, progress.fraction)))
    return (
        f'<div class="report" role="status"><p>{escape(progress.stage)}</p>'
        f'<div class="bar" data-known="true"><i style="width:{percent}%"></i></div></div>'
    )


def draw_report(done: int, failures: Sequence[tuple[str, str]], address: str, stopped: bool = False) -> str:
    """What came of the folder: the ZIP, and each file that failed with its reason."""
    count = f"{'Stopped. ' if stopped else ''}{done} photo{'' if done == 1 else 's'} cut out."
    link = stage.download(address, "cut-outs.zip", "Save the ZIP") if done and address else ""
    rows = "".join(f"<li><b>{escape(name)}</b>{escape(message)}</li>" for name, message in failures)
    failed = f"<h4>{len(failures)} could not be done</h4><ul>{rows}</ul>" if failures else ""
    return f'<div class="report"><p>{count}</p>{link}{failed}</div>'
