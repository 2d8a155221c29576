"""A `.warhol` file brings a picture back under the same ids, and a file that was tampered with brings nothing."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.errors import InputError
from models.types import Artefact, Provenance
from models.workspace import Made, Workspace
from models.workspace.ids import made_id, photo_id
from models.workspace.reopening import Remake

Files = dict[str, bytes]


def fill(workspace: Workspace, alpha: int | None = None) -> Artefact:
    pixels = np.random.default_rng(5).integers(0, 255, (30, 40, 4), np.uint8)
    if alpha is not None:
        pixels[..., 3] = alpha
    image = Image.fromarray(pixels[..., :3].copy())
    photo = workspace.save("photo", image, id=photo_id(image), title="../Red Shirt.png")
    spec = {"verb": "mask", "focus": None}
    made = Provenance(
        backend="b", weights_sha256="w", seed=3, params={}, parents=(photo.id,), device="cpu", seconds=0.1
    )
    id = made_id("cutout", spec=spec, parents=(photo.id,), backend="b", weights_sha256="w", seed=3)
    cutout = workspace.save(
        "cutout",
        Image.fromarray(pixels),
        id=id,
        title="Red Shirt",
        spec=spec,
        facts={"confidence": 0.5},
        parents=(photo.id,),
        provenance=made,
    )
    return workspace.keep(cutout.id)


def unable(artefact: Artefact) -> None:
    """What made it is not here."""


def like(workspace: Workspace) -> Remake:
    """A maker that makes what `workspace` holds under the same id."""

    def remake(artefact: Artefact) -> Made:
        genuine = workspace.get(artefact.id)
        assert genuine.provenance is not None
        return Made(image=workspace.picture(genuine.id), facts=genuine.facts, provenance=genuine.provenance)

    return remake


@pytest.fixture
def here(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "here")


@pytest.fixture
def there(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "there")


@pytest.mark.parametrize("alpha", [None, 0, 255])
def test_reopens_exactly(here: Workspace, there: Workspace, alpha: int | None) -> None:
    cutout = fill(here, alpha)
    file = here.export(cutout.id)
    assert file.name == "red-shirt.warhol"
    back = there.reopen(file, like(here))
    assert back.id == cutout.id
    assert (back.spec, back.facts, back.provenance, back.parents) == (
        cutout.spec,
        cutout.facts,
        cutout.provenance,
        cutout.parents,
    )
    assert not back.kept  # keeping is each studio's own
    for each in (cutout.id, *cutout.parents):
        assert there.picture(each).tobytes() == here.picture(each).tobytes()
        assert there.picture(each).mode == here.picture(each).mode
    assert Workspace(there.folder).export(back.id).read_bytes()[:4] == b"PK\x03\x04"


def test_reopening_where_it_came_from_changes_nothing(here: Workspace) -> None:
    cutout = fill(here)
    assert here.reopen(here.export(cutout.id), unable) == cutout
    assert len(here.recent()) == 2


def test_download_is_a_png_with_a_speaking_name(here: Workspace) -> None:
    path = here.download(fill(here).id)
    assert path.name == "red-shirt.png"
    with Image.open(path) as image:
        assert (image.format, image.mode) == ("PNG", "RGBA")


def unpack(path: Path) -> Files:
    with zipfile.ZipFile(path) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def pack(path: Path, files: Files, how: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", how) as bundle:
        for name, data in files.items():
            bundle.writestr(name, data)
    return path


def sidecar_of(files: Files, kind: str) -> str:
    return next(name for name in files if name.startswith(kind) and name.endswith(".json"))


def change(files: Files, kind: str, edit: Callable[[dict[str, object]], None]) -> None:
    name = sidecar_of(files, kind)
    record = json.loads(files[name])
    edit(record)
    files[name] = json.dumps(record).encode()


def other_pixels(files: Files, kind: str, size: tuple[int, int] = (40, 30)) -> None:
    """Swap the picture and make its hash fit again, as a forger would."""
    buffer = io.BytesIO()
    Image.new("RGBA" if kind == "cutout" else "RGB", size, "black").save(buffer, "PNG")
    files[sidecar_of(files, kind).replace(".json", ".png")] = buffer.getvalue()
    change(files, kind, lambda record: record.update(picture_sha256=hashlib.sha256(buffer.getvalue()).hexdigest()))


def artefact(record: dict[str, object]) -> dict[str, object]:
    inner = record["artefact"]
    assert isinstance(inner, dict)
    return inner


def claim_to_be_a_photo(files: Files) -> None:
    """A photo's id with a recipe behind it would say nothing about its pixels."""
    made = {"backend": "b", "weights_sha256": "w", "seed": 0, "params": {}, "parents": [], "device": "", "seconds": 0}
    id = made_id("photo", spec={}, parents=(), backend="b", weights_sha256="w", seed=0)
    record = json.loads(files.pop(sidecar_of(files, "photo")))
    png = files.pop(next(name for name in files if name.startswith("photo") and name.endswith(".png")))
    for name in [name for name in files if name.startswith("cutout")]:
        del files[name]
    artefact(record).update(id=id, provenance=made)
    files.update({f"{id}.json": json.dumps(record).encode(), f"{id}.png": png})
    files["warhol.json"] = json.dumps({"format": 1, "ids": [id]}).encode()


FORGERIES: dict[str, Callable[[Files], None]] = {
    "no manifest": lambda f: f.__delitem__("warhol.json"),
    "manifest is no json": lambda f: f.update({"warhol.json": b"{"}),
    "manifest of another kind": lambda f: f.update({"warhol.json": b"[1, 2]"}),
    "manifest is deep": lambda f: f.update({"warhol.json": b"[" * 200_000}),
    "newer format": lambda f: f.update({"warhol.json": b'{"format": 2, "ids": []}'}),
    "no ids": lambda f: f.update({"warhol.json": b'{"format": 1, "ids": []}'}),
    "ids climb out": lambda f: f.update({"warhol.json": b'{"format": 1, "ids": ["../../x"]}'}),
    "extra entry": lambda f: f.update({"../../evil.sh": b"rm"}),
    "picture missing": lambda f: f.__delitem__(sidecar_of(f, "photo").replace("json", "png")),
    "sidecar is no json": lambda f: f.update({sidecar_of(f, "photo"): b"\xff\xfe"}),
    "unknown field": lambda f: change(f, "photo", lambda r: artefact(r).update(evil=1)),
    "another id inside": lambda f: change(f, "photo", lambda r: artefact(r).update(id="photo-" + "0" * 32)),
    "pixels do not fit the hash": lambda f: f.update({sidecar_of(f, "photo").replace("json", "png"): b"\x89PNG"}),
    "other photo under the same id": lambda f: other_pixels(f, "photo"),
    "cut-out of another size": lambda f: other_pixels(f, "cutout", (41, 30)),
    "other seed under the same id": lambda f: change(
        f,
        "cutout",
        lambda r: artefact(r)["provenance"].update(seed=4),  # type: ignore[attr-defined]
    ),
    "other spec under the same id": lambda f: change(f, "cutout", lambda r: artefact(r).update(spec={})),
    "parents climb out": lambda f: change(f, "cutout", lambda r: artefact(r).update(parents=["../../x"])),
    "a photo with a recipe": lambda f: claim_to_be_a_photo(f),
    "other parents in its provenance": lambda f: change(
        f,
        "cutout",
        lambda r: artefact(r)["provenance"].update(parents=[]),  # type: ignore[attr-defined]
    ),
    "it took no number of seconds": lambda f: change(
        f,
        "cutout",
        lambda r: artefact(r)["provenance"].update(seconds=float("nan")),  # type: ignore[attr-defined]
    ),
    "made at no time": lambda f: change(f, "cutout", lambda r: artefact(r).update(created="zzz")),
    "kind unknown": lambda f: change(f, "cutout", lambda r: artefact(r).update(kind="program")),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_forged_files_are_refused(here: Workspace, there: Workspace, tmp_path: Path, name: str) -> None:
    files = unpack(here.export(fill(here).id))
    FORGERIES[name](files)
    with pytest.raises(InputError) as caught:
        there.reopen(pack(tmp_path / "forged.warhol", files), unable)
    assert caught.value.remedy
    assert all(each.kind == "photo" for each in there.recent())  # at most the parent, which was genuine


def test_zip_bombs_are_refused(here: Workspace, there: Workspace, tmp_path: Path) -> None:
    files = unpack(here.export(fill(here).id))
    files["warhol.json"] += b" " * 50_000_000
    with pytest.raises(InputError, match="packed by something else"):
        there.reopen(pack(tmp_path / "bomb.warhol", files, zipfile.ZIP_DEFLATED), unable)


def test_picture_bombs_are_refused(tmp_path: Path, here: Workspace) -> None:
    from models.pictures import Limits

    small = Workspace(tmp_path / "small", limits=Limits(max_pixels=1000))
    with pytest.raises(InputError, match="megapixels"):
        small.reopen(here.export(fill(here).id), unable)


def test_links_are_refused(here: Workspace, there: Workspace, tmp_path: Path) -> None:
    files = unpack(here.export(fill(here).id))
    path = tmp_path / "link.warhol"
    with zipfile.ZipFile(path, "w") as bundle:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            if name.endswith(".png"):
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
                data = b"/etc/passwd"
            bundle.writestr(info, data)
    with pytest.raises(InputError, match="packed by something else"):
        there.reopen(path, unable)


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")  # zipfile warns while the test forges
def test_double_entries_are_refused(here: Workspace, there: Workspace, tmp_path: Path) -> None:
    files = unpack(here.export(fill(here).id))
    path = pack(tmp_path / "double.warhol", files)
    with zipfile.ZipFile(path, "a") as bundle:
        bundle.writestr("warhol.json", files["warhol.json"])
    with pytest.raises(InputError):
        there.reopen(path, unable)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_truncated_files_are_refused(here: Workspace, there: Workspace, tmp_path: Path, share: float) -> None:
    data = here.export(fill(here).id).read_bytes()
    path = tmp_path / "short.warhol"
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(InputError):
        there.reopen(path, unable)


def test_flipped_bytes_never_end_in_another_error(here: Workspace, there: Workspace, tmp_path: Path) -> None:
    original = here.export(fill(here).id).read_bytes()
    rng = np.random.default_rng(11)
    path = tmp_path / "flipped.warhol"
    for _ in range(150):
        data = bytearray(original)
        for place in rng.integers(0, len(data), 3):
            data[place] ^= int(rng.integers(1, 256))
        path.write_bytes(bytes(data))
        try:
            there.reopen(path, unable)
        except InputError as error:
            assert error.remedy


@pytest.mark.parametrize("what", ["missing", "folder", "picture"])
def test_other_things_are_refused(there: Workspace, tmp_path: Path, what: str) -> None:
    path = tmp_path / "x.warhol"
    if what == "folder":
        path.mkdir()
    elif what == "picture":
        Image.new("RGB", (40, 40)).save(path, "PNG")
    with pytest.raises(InputError):
        there.reopen(path, unable)
