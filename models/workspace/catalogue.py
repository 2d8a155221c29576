"""The catalogue: the index kept in step with the sidecars, and made again from them when it is damaged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from models.errors import InputError, StorageError
from models.workspace.files import Files, storage_errors
from models.workspace.index import DamagedIndexError, Index, Row
from models.workspace.sidecar import Sidecar, load_sidecar

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Rebuilt:
    """How many pictures the index lists, and the files whose sidecar could not be read."""

    count: int
    unreadable: tuple[str, ...]


class Catalogue:
    """Which pictures there are.  A damaged index is nobody's problem: it is made again, whoever asks."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._index = Index(files.index)

    def open(self) -> None:
        """Bring the index up to date; call it inside of `Files.locked`."""
        try:
            self._index.open()
            self._refresh()
        except DamagedIndexError:
            self._remake()

    def close(self) -> None:
        """Let go of the database."""
        self._index.close()

    def rebuild(self) -> Rebuilt:
        """Make the index again from the sidecars."""
        with self._files.locked(), storage_errors():
            return self._remake()

    def put(self, sidecar: Sidecar) -> None:
        """List a picture, or what has changed about it."""
        with storage_errors():
            row = self._row(sidecar)
        self._ask(lambda: self._index.put([row]))

    def remove(self, id: str) -> None:
        """Forget a picture."""
        self._ask(lambda: self._index.remove([id]))

    def recent(self, limit: int) -> list[str]:
        """The latest ids, newest first."""
        return self._ask(lambda: self._index.recent(max(0, limit)))

    def kept(self, limit: int, offset: int) -> list[str]:
        """The kept ids, last kept first."""
        return self._ask(lambda: self._index.kept(max(0, limit), max(0, offset)))

    def children(self, id: str) -> list[str]:
        """The ids of what was made from a picture."""
        return self._ask(lambda: self._index.children(id))

    def _ask(self, work: Callable[[], T]) -> T:
        """Work with the index; when it turns out damaged, make it again and try once more."""
        try:
            return work()
        except DamagedIndexError:
            with self._files.locked(), storage_errors():
                self._remake()
            try:
                return work()
            except DamagedIndexError as error:
                raise StorageError("The list of pictures could not be read.", "Check the disk.") from error

    def _row(self, sidecar: Sidecar) -> Row:
        artefact = sidecar.artefact
        return Row(
            id=artefact.id,
            kind=artefact.kind,
            created=artefact.created,
            kept=artefact.kept,
            kept_at=sidecar.kept_at,
            parents=f" {' '.join(artefact.parents)} ",
            stamp=self._files.record(artefact.id).stat().st_mtime_ns,
        )

    def _refresh(self) -> tuple[str, ...]:
        """Bring the index up to what the sidecars say; the names of those that cannot be read are returned."""
        listed, there, rows, unreadable = self._index.stamps(), set(), [], []
        for path in self._files.pictures.glob("*.json"):
            there.add(path.stem)
            if listed.get(path.stem) == path.stat().st_mtime_ns:
                continue
            try:
                rows.append(self._row(load_sidecar(self._files.record(path.stem))))
            except (InputError, StorageError):
                unreadable.append(path.name)
        self._index.put(rows)
        self._index.remove(set(listed) - there | {Path(name).stem for name in unreadable})
        return tuple(sorted(unreadable))

    def _remake(self) -> Rebuilt:
        self._index.discard()
        try:
            self._index.open()
            unreadable = self._refresh()
            return Rebuilt(count=len(self._index.stamps()), unreadable=unreadable)
        except DamagedIndexError as error:
            raise StorageError("The list of pictures could not be made.", "Check the disk.") from error
