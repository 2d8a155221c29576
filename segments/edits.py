"""What users decide about segments: another name, two as one, out of sight.  Kept over re-runs, with undo.

Segments keep their ids from import to import for as long as they are the same, and so their decisions stay with them.
A decision about a segment that is not there now waits for it to come back.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from models.errors import InputError, StorageError
from segments.store import Store
from segments.types import Segment

NAME_LENGTH = 60
STEPS = 50
"""So many steps back are kept."""


@dataclass(frozen=True, kw_only=True)
class Edits:
    """All decisions of one workspace, by segment id."""

    __pydantic_config__ = ConfigDict(extra="forbid")
    names: Mapping[str, str] = field(default_factory=dict)
    merged: tuple[tuple[str, ...], ...] = ()
    """Groups that count as one segment, which goes by the first id of the group."""
    hidden: tuple[str, ...] = ()

    def group_of(self, id: str) -> tuple[str, ...]:
        """The ids that a segment is merged from; its own alone when it is not."""
        return next((group for group in self.merged if id in group), (id,))

    def renamed(self, id: str, name: str) -> Edits:
        """With a name for a segment; the name that it was given by itself comes back with ""."""
        names = {key: value for key, value in self.names.items() if key != id}
        return replace(self, names={**names, id: name} if name else names)

    def merging(self, ids: Sequence[str]) -> Edits:
        """With several segments as one.  Raises InputError when there are not two of them."""
        every = tuple(dict.fromkeys(id for each in ids for id in self.group_of(each)))
        if len(dict.fromkeys(self.group_of(each)[0] for each in ids)) < 2:
            raise InputError("Two segments are needed to make one of them.", "Choose another segment.")
        rest = tuple(group for group in self.merged if not set(group) & set(every))
        return replace(self, merged=(*rest, every))

    def split(self, id: str) -> Edits:
        """With a merged segment as its parts again."""
        return replace(self, merged=tuple(group for group in self.merged if id not in group))

    def hiding(self, id: str) -> Edits:
        """With a segment out of sight."""
        return replace(self, hidden=tuple(dict.fromkeys((*self.hidden, id))))

    def showing(self) -> Edits:
        """With nothing out of sight."""
        return replace(self, hidden=())


_edits = TypeAdapter(Edits)


def read_edits(store: Store) -> Edits:
    """What was decided so far.  Raises StorageError when the file is damaged."""
    return _read(store.edits().get("now", {}))


def save_edits(store: Store, edits: Edits) -> None:
    """Keep decisions; those before are one step back."""
    kept = store.edits()
    before = kept.get("now", {})
    now = _edits.dump_python(edits, mode="json")
    if now == before:
        return
    past = kept.get("before", [])
    store.save_edits({"now": now, "before": [*past, before][-STEPS:] if isinstance(past, list) else [before]})


def undo_edits(store: Store) -> bool:
    """Take back the last decision; False when there is none."""
    kept = store.edits()
    past = kept.get("before", [])
    if not isinstance(past, list) or not past:
        return False
    _read(past[-1])
    store.save_edits({"now": past[-1], "before": past[:-1]})
    return True


def can_undo(store: Store) -> bool:
    """Whether there is a decision to take back."""
    return bool(store.edits().get("before"))


def check_name(name: object, id: str, others: Sequence[Segment]) -> str:
    """A name as it is kept: one line without control characters.  Raises InputError, with what is wrong with it.

    `others` are the segments as they are called now; no two may have one name.
    """
    if not isinstance(name, str):
        raise InputError("This is no name.", "Type a name.")
    line = "".join(" " if letter.isspace() else letter for letter in unicodedata.normalize("NFC", name))
    clean = " ".join("".join(letter for letter in line if unicodedata.category(letter)[0] != "C").split())
    if not clean:
        raise InputError("A segment needs a name.", "Type a name.")
    if len(clean) > NAME_LENGTH:
        raise InputError(f"A name has at most {NAME_LENGTH} letters.", "Choose a shorter one.")
    if any(each.id != id and each.label.casefold() == clean.casefold() for each in others):
        raise InputError("Another segment has this name.", "Choose another one.")
    return clean


def name_all(segments: Sequence[Segment], edits: Edits) -> tuple[Segment, ...]:
    """The segments under the names that users gave them."""
    return tuple(replace(each, label=edits.names.get(each.id, each.label)) for each in segments)


def _read(value: Any) -> Edits:
    try:
        return _edits.validate_python(value)
    except ValidationError as error:
        raise StorageError("The names of the segments could not be read.", "Restore the file edits.json.") from error
