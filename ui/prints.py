"""Prints for the screen: small copies of the workspace's pictures, and addresses under which the page finds them.

Only this module's folder is served, never the workspace itself.  Copies are WebP with alpha; the full picture is
linked under its own id for the download.  Everything here can be made again and is cleared at every start; finished
files go when the workspace's own do.
"""

from __future__ import annotations

import base64
import io
import os
import re
import shutil
import tempfile
import threading
from pathlib import Path
from urllib.parse import quote

from PIL import Image

from models.errors import StorageError
from models.studio import Studio

LARGE_PX = 1600
THUMB_PX = 320


class Prints:
    """Makes and finds the prints of artefacts."""

    def __init__(self, studio: Studio, folder: Path) -> None:
        self._studio = studio
        self.folder = folder.resolve()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._finished: dict[Path, Path] = {}
        """Folders of the workspace's files for download, and the served ones that are linked to them."""
        self._guard = threading.Lock()

    def large(self, artefact_id: str) -> str:
        """Address of the picture at most 1600 px long."""
        return self.address(self.copy(artefact_id, LARGE_PX))

    def thumb(self, artefact_id: str) -> str:
        """Address of the picture at most 320 px long."""
        return self.address(self.copy(artefact_id, THUMB_PX))

    def full(self, artefact_id: str, name: str) -> str:
        """Address of the picture itself, saved under `name` (see `file_name`)."""
        source = self._studio.workspace.path(artefact_id)
        return self.address(self.lend(source, source.stem, name))

    def picture(self, path: Path) -> str:
        """Address of a picture of ours outside the workspace (a sample), at most 320 px long."""
        return self.address(self._shrink(path, THUMB_PX))

    def copy(self, artefact_id: str, longest_px: int) -> Path:
        """The file of the picture at most `longest_px` long.  Raises what the workspace raises on an unknown id."""
        return self._shrink(self._studio.workspace.path(artefact_id), longest_px)

    def canvas(self, artefact_id: str, longest_px: int) -> Path:
        """The file of the picture exactly `longest_px` long, so that a brush is as wide on every photo."""
        source = self._studio.workspace.path(artefact_id)
        target = self.folder / f"{source.stem}-canvas.webp"
        if not target.exists():
            with Image.open(source) as picture:
                scale = longest_px / max(picture.size)
                size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
                self._write(target, picture.convert("RGB").resize(size, Image.Resampling.LANCZOS))
        return target

    def _shrink(self, source: Path, longest_px: int) -> Path:
        target = self.folder / f"{source.stem}-{longest_px}.webp"
        if not target.exists():
            with Image.open(source) as picture:
                picture.draft("RGB", (longest_px, longest_px))
                picture.load()
                small = picture.convert("RGBA" if picture.mode == "RGBA" else "RGB")
            if longest_px <= THUMB_PX and small.mode == "RGBA":
                small = trim(small)
            small.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS)
            self._write(target, small)
        return target

    def lend(self, source: Path, folder: str = "", name: str = "") -> Path:
        """A link to (or copy of) a file in the served folder.  Browsers save it under the last part of its address."""
        target = self.folder / (folder or source.parent.name) / (name or source.name)
        target.parent.mkdir(exist_ok=True)
        if source.parent.parent == self._studio.workspace.exports:
            self._take_back()
            with self._guard:
                self._finished[source.parent] = target.parent
        if not target.exists():
            try:
                os.link(source, target)
            except OSError:
                shutil.copyfile(source, target)
        return target

    def write(self, folder: str, name: str, data: bytes) -> Path:
        """A small picture that is ready as it is, put into the served folder.  Raises StorageError."""
        target = self.folder / folder / name
        if not target.exists():
            try:
                target.parent.mkdir(exist_ok=True)
                handle, part = tempfile.mkstemp(dir=self.folder, suffix=".tmp")
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                os.replace(part, target)
            except OSError as error:
                raise StorageError(
                    "The picture could not be prepared for the screen.", "Free some disk space."
                ) from error
        return target

    def address(self, path: Path) -> str:
        """The relative URL of a file in the served folder."""
        return f"gradio_api/file={quote(str(path))}"

    def ticket(self, path: Path, name: str) -> str:
        """What `ui.saving.SAVE_JS` saves: the address of a finished file, and the name under which it is saved."""
        return f"{self.address(self.lend(path, name=name))}\n{name}"

    def _take_back(self) -> None:
        """Let go of finished files that the workspace has swept, or their space is never free."""
        with self._guard:
            for export, folder in [each for each in self._finished.items() if not each[0].exists()]:
                shutil.rmtree(folder, ignore_errors=True)
                del self._finished[export]

    def _write(self, target: Path, picture: Image.Image) -> None:
        try:
            handle, name = tempfile.mkstemp(dir=self.folder, suffix=".tmp")
            with os.fdopen(handle, "wb") as file:
                picture.save(file, format="WEBP", quality=88, method=2)
            os.replace(name, target)
        except OSError as error:
            raise StorageError("The picture could not be prepared for the screen.", "Free some disk space.") from error


def inline(picture: Image.Image, quality: int = 90) -> str:
    """A picture as an address that holds it: for what is shown at once and not kept."""
    buffer = io.BytesIO()
    picture.save(buffer, format="WEBP", quality=quality, method=0)
    return f"data:image/webp;base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"


def trim(picture: Image.Image) -> Image.Image:
    """A cut-out (RGBA) without the empty margins round the product; as it is where nothing is left."""
    box = picture.getchannel("A").point(lambda alpha: 255 if alpha > 16 else 0).getbbox()
    return picture.crop(box) if box else picture


def file_name(title: str, suffix: str) -> str:
    """A download name that every system takes, from a title: "Linen shirt" → "linen-shirt.png"."""
    stem = re.sub(r"[^\w]+", "-", title, flags=re.UNICODE).strip("-_").lower()[:60]
    return f"{stem or 'picture'}{suffix}"
