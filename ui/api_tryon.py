"""The public endpoints for looks: dress and find_pose.  What they take is checked here or in the studio."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from models.errors import InputError
from models.tryon.records import Outfit, Pose, read_outfit
from models.types import Artefact
from ui.answers import describe, refusing
from ui.services import Services


def publish(services: Services) -> None:
    """Add the endpoints to the page being built."""
    studio, prints = services.studio, services.prints

    def open_person(photo: str, consent: bool) -> Artefact:
        if consent is not True:
            raise InputError(
                "A person's photo needs that person's consent.", "Send `consent` as true when they have agreed."
            )
        return studio.open_photo(Path(photo))

    @refusing
    def dress(body: str, photo: str, outfit: Any, consent: bool) -> tuple[str, dict[str, Any]]:
        if bool(body) == bool(photo):
            raise InputError("Send either a `body` or a `photo`.", "Leave the other one out.")
        wanted = read_outfit(outfit)
        person = open_person(photo, consent).id if photo else body
        if photo and wanted.person is None:
            wanted = Outfit(pieces=wanted.pieces, tuck=wanted.tuck, person=studio.find_pose(person))
        look = studio.dress(person, wanted)
        return str(prints.lend(studio.workspace.path(look.id))), describe(look)

    @refusing
    def find_pose(photo: str, consent: bool) -> dict[str, Any]:
        if not photo:
            raise InputError("There is no photo in this call.", "Send a picture file as `photo`.")
        person = open_person(photo, consent)
        pose: Pose = studio.find_pose(person.id)
        return {
            "id": person.id,
            "points": [list(point) for point in pose.points],
            "visible": list(pose.visible),
            "doubts": list(studio.doubts(person.id, pose)),
        }

    @refusing
    def people() -> list[dict[str, Any]]:
        return [
            {"id": each.id, "title": each.title, "body": each.body, "pose": each.pose, "finish": each.finish,
             "view": each.view}
            for each in studio.people()
        ]  # fmt: skip

    @refusing
    def turn(id: str, seconds: float) -> tuple[str, str]:
        whole = int(seconds) if seconds == int(seconds or 0) else 0
        files = studio.turn(id or "", seconds=whole)
        return str(prints.lend(files.mp4)), str(prints.lend(files.webp))

    body, photo = gr.Textbox(visible=False, label="body"), gr.File(visible=False, label="photo")
    outfit, consent = gr.JSON(visible=False, label="outfit"), gr.Checkbox(visible=False, label="consent")
    image, facts = gr.File(visible=False, label="look"), gr.JSON(visible=False, label="facts")
    found, listed = gr.JSON(visible=False, label="pose"), gr.JSON(visible=False, label="people")
    gpu: dict[str, Any] = {"concurrency_id": "gpu", "concurrency_limit": 1}
    gr.on(
        [], dress, [body, photo, outfit, consent], [image, facts],
        api_name="dress", api_description=DRESS, **gpu,
    )  # fmt: skip
    gr.on([], find_pose, [photo, consent], found, api_name="find_pose", api_description=FIND_POSE, **gpu)
    look, seconds = gr.Textbox(visible=False, label="id"), gr.Number(3, visible=False, label="seconds")
    mp4, webp = gr.File(visible=False, label="mp4"), gr.File(visible=False, label="webp")
    gr.on([], turn, [look, seconds], [mp4, webp], api_name="turn", api_description=TURN, **gpu)
    gr.on([], people, None, listed, api_name="people", api_description=PEOPLE, concurrency_limit=None)


DRESS = """An outfit worn: on a mannequin by its id (`body`, see /people), or on the `photo` of one person, who has
agreed (`consent`: true).  `outfit`: {"pieces": [{"slot": "top" | "bottom" | "onepiece" | "outerwear" | "shoes" |
"hat" | "bag", "product": id, "category"}], "tuck": "auto" | "in" | "out", "person": {"points": 18 × [x, y],
"visible": 18 × bool, "strokes": […]} for a photo, whose points are found where they are left out}."""
FIND_POSE = """The 18 points of the person in a `photo`, who has agreed (`consent`: true): a first guess, to be checked;
`doubts` say what to look at twice."""
TURN = """A saved look on a mannequin (`id`, see /dress) as a clip in which it turns to both sides: MP4 (H.264) and
WebP, a loop of `seconds`, 3 or 4.  A person's photo and a seated body cannot turn."""
PEOPLE = "The mannequins that there are."
