"""Boards: chosen pictures side by side, as slides, and out of the house as a deck or a folder of files.

The order of the ids is the order of the slides.  Everything that is told of a picture is read from its own record.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import re
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from models.atelier import ENLARGED_PX
from models.deck import MOST_SLIDES, SIZE_PX, Slide, check_title, lay_cover, lay_slide, write_deck
from models.designing import has_two_inks, read_record, write_hex
from models.details import KINDS
from models.errors import BackendFailedError, BackendUnavailableError, InputError
from models.palette import name_colour
from models.staging.placements import find_placement
from models.staging.records import read_record as read_creative
from models.tryon.records import read_record as read_look
from models.types import Artefact, Job
from models.wording import read_text
from models.workspace.files import sha256_of, storage_errors
from models.workspace.labels import source_type

if TYPE_CHECKING:
    from models.studio import Studio

log = logging.getLogger("warhol.boards")

Facts = tuple[tuple[str, str], ...]
_STAMP = (1980, 1, 1, 0, 0, 0)
"""The date of every file in a ZIP: the same board gives the same bytes."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a board says of a picture: `signature` is what made it, `words` its description or ""."""

    artefact: Artefact
    kind: str
    words: str
    facts: Facts
    signature: str


class Boards:
    """Boards of one studio.  Ids may come from anywhere: raises InputError for too many, none, or an unknown one."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    def tell(self, ids: Sequence[str]) -> tuple[Told, ...]:
        """What there is to say of each picture, in that order; one that is named twice is there once."""
        unique = tuple(dict.fromkeys(ids))
        if not unique:
            raise InputError("No picture is chosen.", "Choose some of what you kept.")
        if len(unique) > MOST_SLIDES:
            raise InputError(f"A board has at most {MOST_SLIDES} pictures.", "Choose fewer.")
        return tuple(self._tell(self._studio.workspace.get(id)) for id in unique)

    def deck(self, ids: Sequence[str], title: str, job: Job | None = None) -> Path:
        """A PDF: a cover, then a slide for each picture.  The same pictures and title give the same bytes."""
        name, told = check_title(title), self.tell(ids)
        return self._studio.workspace.write_export(f"{_slug(name)}.pdf", self._deck(name, told, job or Job(), 1.0))

    def bundle(self, ids: Sequence[str], title: str, job: Job | None = None) -> Path:
        """A ZIP: the deck, each picture as a PNG and as a `.warhol` file that opens it again, a table, and a list of
        all that with the hash of each file."""
        name, told, job = check_title(title), self.tell(ids), job or Job()
        studio, entries = self._studio, list[dict[str, Any]]()
        with storage_errors(), tempfile.TemporaryFile(dir=studio.workspace.folder) as whole:
            with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as file:
                _put(file, f"{_slug(name)}.pdf", self._deck(name, told, job, 0.7))
                for number, one in enumerate(told, 1):
                    job.report(0.7 + 0.3 * number / len(told), f"Packing {number} of {len(told)}")
                    entries.append(_entry(one, self._pack(file, number, one.artefact.id)))
                listed = {"title": name, "pictures": entries}
                _put(file, "board.json", json.dumps(listed, indent=2, ensure_ascii=False).encode())
                _put(file, "board.csv", _table(entries))
            whole.seek(0)
            return studio.workspace.write_export(f"{_slug(name)}.zip", whole.read())

    def _pack(self, file: zipfile.ZipFile, number: int, id: str) -> dict[str, str]:
        """The picture's files into the ZIP; their names there, and the hash of each."""
        hashes = {}
        for path in (self._studio.download(id), self._studio.export(id)):
            inside = f"{number:02d}-{path.name}"
            _put(file, inside, path.read_bytes())
            hashes[inside] = sha256_of(path)
            shutil.rmtree(path.parent, ignore_errors=True)  # it was written for this ZIP only
        return hashes

    def _deck(self, title: str, told: Sequence[Told], job: Job, share: float) -> bytes:
        slides = []
        for number, one in enumerate(told, 1):
            job.report(share * number / (len(told) + 1), f"Drawing slide {number} of {len(told)}")
            slides.append(self._slide(one))
        note = f"{len(slides)} {'picture' if len(slides) == 1 else 'pictures'}   Warhol Studio"
        pages = [lay_slide(slide, number, len(slides), title) for number, slide in enumerate(slides, 1)]
        return write_deck([lay_cover(title, slides, note), *pages])

    def _slide(self, told: Told) -> Slide:
        one, picture = told.artefact, self._studio.workspace.picture(self.large(told.artefact))
        picture.thumbnail(SIZE_PX, Image.Resampling.LANCZOS)  # all slides are in memory until the last is laid
        return Slide(
            picture=picture, kind=told.kind, title=one.title,
            words=told.words, facts=told.facts, signature=told.signature,
        )  # fmt: skip

    def large(self, one: Artefact) -> str:
        """The id of its large picture: a design is drawn anew where what made it is still here; all else is as large
        as it was made."""
        studio = self._studio
        small = one.kind == "design" and one.verified and max(one.width_px, one.height_px) < ENLARGED_PX
        made = one.provenance.weights_sha256 if one.provenance else ""
        if not small or made != studio.registry.weights_sha256(studio.settings.designer):
            return one.id
        try:
            return studio.enlarge(one.id).id
        except (BackendUnavailableError, BackendFailedError) as error:
            log.warning("a slide is shown as small as it was saved: %s", error)
            return one.id

    def _tell(self, one: Artefact) -> Told:
        words: str = ""
        facts: Facts = ()
        details: dict[str, Any] = {}
        try:
            details = self._studio.details(one.id)
            words, facts = self._read(one)
        except InputError:  # a claim of another program's file: its picture is shown, its record is not believed
            pass
        made = [f"Made by {details['Made by']}"] if "Made by" in details else []
        made += [f"licence {details['Licence']}"] if "Licence" in details else []
        made += [f"weights {details['Weights']}"] if one.provenance and one.provenance.weights_sha256 else []
        made += [f"seed {details['Seed']}"] if "Seed" in details else []
        made += ["a person’s photo, dressed by a model"] if source_type(one) else []
        made += [] if one.verified else ["not verified"]
        signature = ", ".join([*made, f"id {one.id}"])
        return Told(artefact=one, kind=KINDS.get(one.kind, "Picture"), words=words, facts=facts, signature=signature)

    def _read(self, one: Artefact) -> tuple[str, Facts]:
        """Words and facts of a picture's own record."""
        if one.kind == "design":
            return _read_design(one)
        if one.kind == "creative":
            return "", self._read_creative(one)
        if one.kind == "look":
            return "", self._read_look(one)
        return "", (("Size", f"{one.width_px:,} × {one.height_px:,} px"),)

    def _read_creative(self, one: Artefact) -> Facts:
        shot = read_creative(one.spec)
        placement = find_placement(shot.placement, shot.width_px, shot.height_px)
        scene = self._studio.sets.find(shot.scene)
        grounds = {"scene": scene.title if scene else shot.scene, "own": self._title(shot.own)}
        facts = [
            ("Placement", f"{placement.title}, {one.width_px:,} × {one.height_px:,} px"),
            ("Set", grounds.get(shot.ground, "Plain ground")),
            ("Headline", shot.message.headline),
            ("Price", shot.message.price),
        ]
        return tuple((label, text) for label, text in facts if text)

    def _title(self, id: str) -> str:
        """Of a photo of the user's own, which says when something was taken out of it."""
        return self._studio.workspace.get(id).title if self._studio.workspace.has(id) else "A photo"

    def _read_look(self, one: Artefact) -> Facts:
        wish, workspace = read_look(one.spec), self._studio.workspace
        worn = [
            (piece.slot.capitalize(), workspace.get(piece.product).title)
            for piece in wish.outfit.pieces if workspace.has(piece.product)
        ]  # fmt: skip
        body = (
            "A person’s photo" if source_type(one) else wish.body.replace("-", ", ", 1).replace("-", " ").capitalize()
        )
        return (*worn, ("Worn by", body))


def _read_design(one: Artefact) -> tuple[str, Facts]:
    spec = read_record(one.spec).design
    told = read_text(spec.text)
    inks = [spec.colour, spec.accent] if has_two_inks(spec) else [spec.colour]
    facts = [
        ("Kind", spec.category),
        ("Colours" if len(inks) > 1 else "Colour", ", ".join(f"{name_colour(ink)} {write_hex(ink)}" for ink in inks)),
        ("Keywords", ", ".join(told.keywords) if told else ""),
    ]
    return told.description if told else "", tuple((label, text) for label, text in facts if text)


def _entry(told: Told, files: dict[str, str]) -> dict[str, Any]:
    """A picture as board.json tells it."""
    return {
        "id": told.artefact.id, "title": told.artefact.title, "kind": told.kind, "words": told.words,
        "facts": dict(told.facts), "signature": told.signature, "sha256": files,
    }  # fmt: skip


def _table(entries: Sequence[dict[str, Any]]) -> bytes:
    """The same for a spreadsheet, UTF-8 with a mark that Excel looks for."""
    labels = list(dict.fromkeys(label for entry in entries for label in entry["facts"]))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["Picture", "Title", "What it is", "Words", *labels, "Signature"])
    for entry in entries:
        cells = [next(iter(entry["sha256"])), entry["title"], entry["kind"], entry["words"]]
        cells += [entry["facts"].get(label, "") for label in labels] + [entry["signature"]]
        writer.writerow([f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _put(file: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _STAMP)
    entry.external_attr = 0o644 << 16
    file.writestr(entry, data)


def _slug(title: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-").lower()[:60].rstrip("-") or "board"
