"""All mannequins of a folder, by id."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from models.errors import BackendUnavailableError, InputError
from models.people.mannequin import Mannequin

FOLDER = Path(__file__).parent.parent.parent / "assets" / "people"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1]
    people: tuple[Mannequin, ...]


_file: TypeAdapter[_File] = TypeAdapter(_File)


class Shelf:
    """The mannequins listed in a folder's people.json whose picture is there."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Read the list.  Raises BackendUnavailableError when it is damaged; a folder without one is empty."""
        listed = folder / "people.json"
        try:
            read = _file.validate_json(listed.read_bytes()).people if listed.is_file() else ()
        except (ValidationError, OSError) as error:
            raise BackendUnavailableError("The list of mannequins is damaged.", "Get assets/people again.") from error
        self.people = tuple(each.at(folder) for each in read if (folder / each.id / "picture.webp").is_file())
        self._by_id = {each.id: each for each in self.people}

    def find(self, id: str) -> Mannequin:
        """The mannequin of that id.  Raises InputError when there is none."""
        if id not in self._by_id:
            raise InputError("There is no such mannequin.", "Choose one of those that are shown.")
        return self._by_id[id]


@lru_cache(maxsize=1)
def _shelf() -> Shelf:
    return Shelf()


def people() -> tuple[Mannequin, ...]:
    """All shipped mannequins, in the order in which they are shown."""
    return _shelf().people


def mannequin(id: str) -> Mannequin:
    """One shipped mannequin.  Raises InputError when there is none of that id."""
    return _shelf().find(id)
