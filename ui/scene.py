"""From an artefact of the workspace to what the Cut-out tab shows of it: plain values, no components."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.errors import StudioError
from models.types import Artefact, Stroke
from ui.services import Services
from ui.stage import Scene, Tile

LATEST = 24
Box = tuple[float, float, float, float]


def photo_of(services: Services, cutout: Artefact) -> Artefact | None:
    """The photo that a cut-out was made from, or None where it is gone; a photo is its own."""
    if cutout.kind == "photo":
        return cutout
    for parent in cutout.parents:
        try:
            artefact = services.studio.workspace.get(parent)
        except StudioError:
            continue
        if artefact.kind == "photo":
            return artefact
    return None


def scene_of(services: Services, cutout: Artefact) -> Scene:
    """The finished cut-out beside its photo; of a photo in which nothing was found, the photo alone."""
    if cutout.kind == "photo":
        return photo_scene(services, cutout)
    photo = photo_of(services, cutout)
    return Scene(
        title=cutout.title,
        width_px=cutout.width_px,
        height_px=cutout.height_px,
        photo=services.prints.large(photo.id) if photo else "",
        cutout=services.prints.large(cutout.id),
        parts=len(products_of(cutout).boxes),
    )


def photo_scene(services: Services, photo: Artefact) -> Scene:
    """The photo alone: its product is still being found, or was not."""
    return Scene(
        title=photo.title, width_px=photo.width_px, height_px=photo.height_px, photo=services.prints.large(photo.id)
    )


@dataclass(frozen=True, kw_only=True)
class Products:
    """The separate products of a photo, largest first, and which one is cut out (None: all)."""

    boxes: tuple[Box, ...] = ()
    chosen: int | None = None


def products_of(cutout: Artefact) -> Products:
    """The products that were found, whichever of them was picked."""
    focus = focus_of(cutout)
    parts: Sequence[dict[str, Any]] = cutout.facts.get("parts", ())
    boxes: tuple[Box, ...] = tuple(tuple(part["box"]) for part in parts)
    return Products(boxes=boxes, chosen=_nearest(boxes, focus) if focus else None)


def middle(box: Box) -> tuple[float, float]:
    """The point that stands for a product."""
    return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)


def strokes_of(cutout: Artefact) -> tuple[Stroke, ...]:
    """The strokes that a cut-out was made with."""
    return tuple(
        Stroke(kind=row["kind"], points=tuple((x, y) for x, y in row["points"]), width=row["width"])
        for row in cutout.spec.get("strokes", ())
    )


def focus_of(cutout: Artefact) -> tuple[float, float] | None:
    """The point at which one of several products was picked."""
    focus = cutout.spec.get("focus")
    return (float(focus[0]), float(focus[1])) if focus else None


def facts_line(cutout: Artefact, found: int) -> str:
    """Size and number of products in a line."""
    size = f"{cutout.width_px:,} × {cutout.height_px:,} px"
    return f"{size} · {found} products" if found > 1 else size


def notes_of(cutout: Artefact) -> list[str]:
    """What is worth a second look."""
    notes = []
    if not cutout.verified:
        notes.append("Not verified. It came in a file, and what made it is not here to make it again.")
    if cutout.kind == "photo":
        notes.append("No product found. Touch up: paint over it in green, and it will be.")
    if cutout.facts.get("touches_border"):
        notes.append("The product runs out of the picture; its edge there is the photo's edge.")
    if float(cutout.facts.get("confidence", 1.0)) < 0.6:
        notes.append("Parts of the edge are uncertain. Look closely, and touch up where it is wrong.")
    return notes


def latest_tiles(services: Services, chosen: str) -> list[Tile]:
    """The latest cut-out of each photo, newest first."""
    tiles: dict[str, Tile] = {}
    for artefact in services.studio.recent():
        key = artefact.parents[0] if artefact.parents else artefact.id
        if artefact.kind != "cutout" or (key in tiles and artefact.id != chosen):
            continue
        tiles[key] = Tile(
            act="open",
            id=artefact.id,
            image=services.prints.thumb(artefact.id),
            title=artefact.title,
            chosen=artefact.id == chosen,
            kept=artefact.kept,
        )
    return list(tiles.values())[:LATEST]


def sample_tiles(services: Services) -> list[Tile]:
    """The sample photos."""
    return [
        Tile(act="sample", id=sample.id, image=services.prints.picture(sample.path), title=sample.title)
        for sample in services.samples
    ]


def _nearest(boxes: Sequence[Box], point: tuple[float, ...]) -> int | None:
    """The smallest box round the point, else the one whose middle is nearest."""

    def distance(index: int) -> tuple[bool, float]:
        left, top, right, bottom = boxes[index]
        inside = left <= point[0] <= right and top <= point[1] <= bottom
        x, y = middle(boxes[index])
        size = (right - left) * (bottom - top)
        return (not inside, size if inside else (x - point[0]) ** 2 + (y - point[1]) ** 2)

    return min(range(len(boxes)), key=distance, default=None)
