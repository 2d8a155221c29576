"""A recipe proves nothing about pixels: what a file says was made is only believed when it comes out the same here."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.errors import CancelledError, InputError
from models.types import Artefact, Provenance
from models.workspace import Made, Workspace
from models.workspace.ids import made_id, photo_id
from models.workspace.reopening import TOLERANCE, difference

PHOTO = Image.fromarray(np.random.default_rng(1).integers(0, 255, (30, 40, 3), np.uint8))
CUTOUT = Image.fromarray(np.random.default_rng(2).integers(0, 255, (30, 40, 4), np.uint8))
BLACK = Image.new("RGBA", CUTOUT.size, "black")
FACTS = {"confidence": 0.5}


def by(seconds: float, parents: tuple[str, ...]) -> Provenance:
    return Provenance(
        backend="b", weights_sha256="w", seed=0, params={}, parents=parents, device="cpu", seconds=seconds
    )


def cut(workspace: Workspace, image: Image.Image = CUTOUT) -> Artefact:
    photo = workspace.save("photo", PHOTO, id=photo_id(PHOTO), title="Mug")
    parents = (photo.id,)
    id = made_id("cutout", spec={}, parents=parents, backend="b", weights_sha256="w", seed=0)
    made = by(9.0, parents)
    return workspace.save(
        "cutout", image, id=id, title="Mug", spec={}, facts={"confidence": 1.0}, parents=parents, provenance=made
    )


def makes(image: Image.Image, asked: list[Artefact] | None = None):  # type: ignore[no-untyped-def]
    """A maker with which every recipe ends in the same picture."""

    def remake(artefact: Artefact) -> Made:
        if asked is not None:
            asked.append(artefact)
        return Made(image=image, facts=FACTS, provenance=by(0.1, artefact.parents))

    return remake


def unable(artefact: Artefact) -> None:
    """What made it is not here."""


@pytest.fixture
def here(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "here")


@pytest.fixture
def there(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "there")


def test_what_comes_out_the_same_is_saved_as_it_was_made_here(here: Workspace, there: Workspace) -> None:
    cutout = cut(here)
    asked: list[Artefact] = []
    back = there.reopen(here.export(cutout.id), makes(CUTOUT, asked))
    assert (back.id, back.verified, back.title, back.created) == (cutout.id, True, "Mug", cutout.created)
    assert back.facts == FACTS  # found here, not claimed there
    assert back.provenance is not None
    assert back.provenance.seconds == 0.1
    assert [each.id for each in asked] == [cutout.id]


def test_other_pixels_under_a_right_recipe_are_refused(here: Workspace, there: Workspace) -> None:
    file = here.export(cut(here, BLACK).id)  # recipe, hashes and all are right, only the pixels are not
    with pytest.raises(InputError, match="not the one that its record makes") as caught:
        there.reopen(file, makes(CUTOUT))
    assert caught.value.remedy
    assert [each.kind for each in there.recent()] == ["photo"]


def test_a_record_that_makes_nothing_is_refused(here: Workspace, there: Workspace) -> None:
    def refuse(artefact: Artefact) -> Made:
        raise InputError("No product was found.", "Use another photo.")

    with pytest.raises(InputError, match="makes no picture"):
        there.reopen(here.export(cut(here).id), refuse)


def test_rounding_is_no_forgery_but_what_is_saved_was_made_here(here: Workspace, there: Workspace) -> None:
    near = Image.fromarray(np.asarray(CUTOUT) ^ np.array([0, 0, 1, 0], np.uint8))
    assert 0 < difference(near, CUTOUT) < TOLERANCE
    back = there.reopen(here.export(cut(here, near).id), makes(CUTOUT))
    assert back.verified
    assert there.picture(back.id).tobytes() == CUTOUT.tobytes()


def test_a_small_mark_gains_a_forger_nothing(here: Workspace, there: Workspace) -> None:
    marked = CUTOUT.copy()
    marked.paste((255, 0, 0, 255), (5, 5, 6, 6))
    back = there.reopen(here.export(cut(here, marked).id), makes(CUTOUT))
    assert there.picture(back.id).tobytes() == CUTOUT.tobytes()


def test_what_cannot_be_made_here_is_marked_and_never_answers_its_recipe(here: Workspace, there: Workspace) -> None:
    cutout = cut(here, BLACK)
    file = here.export(cutout.id)
    back = there.reopen(file, unable)
    assert not back.verified
    assert back.id != cutout.id
    assert not there.has(cutout.id)
    assert there.picture(back.id).tobytes() == BLACK.tobytes()
    assert there.reopen(file, unable) == back
    assert Workspace(there.folder).get(back.id) == back
    assert len(there.recent()) == 2


def test_an_unverified_picture_is_judged_anew_wherever_it_is_opened(
    here: Workspace, there: Workspace, tmp_path: Path
) -> None:
    for number, image in enumerate((CUTOUT, BLACK)):
        origin, third = Workspace(tmp_path / f"origin {number}"), Workspace(tmp_path / f"third {number}")
        cutout = cut(origin, image)
        claimed = there.reopen(origin.export(cutout.id), unable)
        file = there.export(claimed.id)
        assert third.reopen(file, unable).id == claimed.id
        if image is BLACK:
            with pytest.raises(InputError):
                third.reopen(file, makes(CUTOUT))
        else:
            back = third.reopen(file, makes(CUTOUT))
            assert (back.id, back.verified) == (cutout.id, True)


def test_what_is_here_already_is_the_measure(here: Workspace, there: Workspace) -> None:
    genuine = there.keep(cut(there).id)
    with pytest.raises(InputError, match="not the one"):
        there.reopen(here.export(cut(here, BLACK).id), unable)
    assert there.get(genuine.id) == genuine
    assert there.picture(genuine.id).tobytes() == CUTOUT.tobytes()


def test_stopping_brings_nothing_but_the_photo(here: Workspace, there: Workspace) -> None:
    def stop(artefact: Artefact) -> Made:
        raise CancelledError("Stopped.")

    with pytest.raises(CancelledError):
        there.reopen(here.export(cut(here).id), stop)
    assert [each.kind for each in there.recent()] == ["photo"]


def test_nothing_was_made_in_the_future(here: Workspace, there: Workspace, tmp_path: Path) -> None:
    photo = here.save("photo", PHOTO, id=photo_id(PHOTO), title="Mug")
    late = replace(photo, created="2999-01-01T00:00:00+00:00")
    buffer = io.BytesIO()
    PHOTO.save(buffer, "PNG")
    record = json.loads(here.sidecar_text(photo.id))
    record["artefact"]["created"] = late.created
    record["picture_sha256"] = hashlib.sha256(buffer.getvalue()).hexdigest()
    file = tmp_path / "late.warhol"
    with zipfile.ZipFile(file, "w") as bundle:
        bundle.writestr("warhol.json", json.dumps({"format": 1, "ids": [photo.id]}))
        bundle.writestr(f"{photo.id}.json", json.dumps(record))
        bundle.writestr(f"{photo.id}.png", buffer.getvalue())
    assert there.reopen(file, unable).created <= datetime.now(UTC).isoformat()


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (CUTOUT, 0.0),
        (CUTOUT.resize((41, 30)), 255.0),
        (CUTOUT.convert("RGB"), 255.0),
    ],
)
def test_difference_at_its_ends(other: Image.Image, expected: float) -> None:
    assert difference(CUTOUT, other) == expected


def test_colours_under_full_transparency_do_not_count() -> None:
    red, blue = (Image.new("RGBA", (8, 600), (*colour, 0)) for colour in ((255, 0, 0), (0, 0, 255)))
    assert difference(red, blue) == 0
    assert difference(red, Image.new("RGBA", (8, 600), (255, 0, 0, 255))) == pytest.approx(127.5)
