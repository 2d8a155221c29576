"""The endpoints for designs, called as a script would: no browser, the real app."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from models.registry import WEIGHTS
from tests.browser.driver import App
from tests.garments import drawing, garment, stripes, swatch

pytestmark = pytest.mark.skipif(
    not (WEIGHTS / "garment" / "model.safetensors").is_file(), reason="compact_garment NOT TESTED: no weights"
)
OURS = r"^(?!Nothing of yours is lost)."
"""A problem that was foreseen, in words of its own; the other text is for faults of the studio."""
UNKNOWN = "design-" + "0" * 32


@pytest.fixture(scope="module")
def client(app: App, tmp_path_factory: pytest.TempPathFactory) -> Client:
    return Client(app.url, verbose=False, download_files=str(tmp_path_factory.mktemp("answers")))


def send(client: Client, path: Path | None, id: str = "", **options: Any) -> tuple[str | None, dict[str, Any]]:
    return client.predict(handle_file(str(path)) if path else None, id, options or None, api_name="/estimate")


@pytest.fixture(scope="module")
def shirt(client: Client, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A design read off a drawn shirt."""
    path, picture = tmp_path_factory.mktemp("shirt") / "Shirt.png", garment(side_px=400)
    photo = Image.new("RGB", (520, 480), (238, 236, 232))
    photo.paste(picture, (60, 40), picture)
    photo.save(path)
    return send(client, path, category="T-Shirt")[1]


def test_a_photo_becomes_a_design(client: Client, shirt: dict[str, Any]):
    assert (shirt["kind"], shirt["width_px"], shirt["title"]) == ("design", 512, "Shirt")
    assert shirt["design"]["category"] == "T-Shirt"
    assert shirt["design"]["colour_name"]
    assert 0 < shirt["facts"]["difference"] < 0.1
    assert send(client, None, shirt["id"])[1]["id"] == shirt["id"]


def test_a_tweak_is_a_transparent_png(client: Client, shirt: dict[str, Any]):
    path, facts = client.predict(
        shirt["id"], {"colour": "#be282c", "seed": 3}, {"size_px": 300, "title": "Red one"}, api_name="/tweak"
    )
    with Image.open(path) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "RGBA", (300, 300))
        assert image.getpixel((2, 2))[3] == 0
    assert (facts["title"], facts["design"]["colour"], facts["design"]["seed"]) == ("Red one", "#be282c", 3)
    assert client.predict(facts["id"], api_name="/keep")["kept"] is True
    file = client.predict(facts["id"], api_name="/export")
    assert client.predict(handle_file(file), api_name="/reopen")["id"] == facts["id"]
    client.predict(facts["id"], api_name="/unkeep")


def test_swatches_and_drawings_answer_with_changes(client: Client, shirt: dict[str, Any], tmp_path: Path):
    cloth, lines = tmp_path / "stripes.png", tmp_path / "drawing.png"
    swatch(stripes(240)).save(cloth)
    drawing().save(lines)
    picture, changes = send(client, cloth, kind="swatch")
    assert picture is None
    assert set(changes) == {"cloth", "colour", "accent"}
    _, shape = send(client, lines, kind="drawing")
    assert set(shape) == {"shape"}
    _, facts = client.predict(shirt["id"], changes | shape, None, api_name="/tweak")
    assert facts["design"]["two_inks"] is True
    assert facts["design"]["colour"] == changes["colour"]


@pytest.mark.parametrize("palette", [None, "kiln", ["#ff0000", "#00aa55"], {"harmony": "triad", "seed": 4}])
def test_colourways_are_a_sheet_a_page_and_their_colours(client: Client, shirt: dict[str, Any], palette: Any):
    options = {"count": 4, "seed": 2, "width_px": 600, "paper": "Letter"}
    sheet, page, ways = client.predict(shirt["id"], palette, options, api_name="/colourways")
    with Image.open(sheet) as image:
        assert image.format == "PNG"
        assert 590 < image.width <= 600
        first = "#{:02x}{:02x}{:02x}".format(*image.convert("RGB").getpixel((3, 3)))
    assert Path(page).read_bytes().startswith(b"%PDF-")
    assert [set(way) for way in ways] == [{"colour", "accent", "ground", "name"}] * 4
    assert (ways[0]["ground"], ways[0]["colour"]) == (first, shirt["design"]["colour"])


@pytest.mark.parametrize(
    "changes",
    [
        {"evil": 1}, {"colour": "red"}, {"colour": [0, 0, 256]}, {"scale": 99}, {"scale": "2"}, {"strength": -1},
        {"category": "Spaceship"}, {"seed": -1}, {"seed": 1.5}, {"shape": "AAAA"}, {"shape": "%%%"},
        {"cloth": {"pattern": "AAAA"}}, {"cloth_of": UNKNOWN}, {"shape_of": "../../etc/passwd"}, [1, 2], {"text": 5},
    ],
    ids=str,
)  # fmt: skip
def test_changes_that_do_not_fit(client: Client, shirt: dict[str, Any], changes: Any):
    with pytest.raises(AppError, match=OURS):
        client.predict(shirt["id"], changes, None, api_name="/tweak")


@pytest.mark.parametrize("size_px", [64, 5000, 300.5, "300", None])
def test_sizes_that_do_not_fit(client: Client, shirt: dict[str, Any], size_px: Any):
    with pytest.raises(AppError, match=OURS):
        client.predict(shirt["id"], {}, {"size_px": size_px}, api_name="/tweak")


@pytest.mark.parametrize("id", ["", "nothing", "../../../etc/passwd", UNKNOWN, "photo-" + "0" * 32])
def test_unknown_ids(client: Client, id: str):
    for arguments, name in (((id, {}, None), "/tweak"), ((id, None, None), "/colourways")):
        with pytest.raises(AppError, match=OURS):
            client.predict(*arguments, api_name=name)


@pytest.mark.parametrize(
    ("palette", "options"),
    [
        ("Nothing", {}), ([], {}), (["red"], {}), ({"harmony": "square"}, {}), ({"harmony": "triad", "seed": -1}, {}),
        (7, {}), (None, {"count": 3}), (None, {"count": 10}), (None, {"width_px": 90_000}), (None, {"style": "oil"}),
        (None, {"paper": "A0"}), (None, {"seed": -1}), (None, {"gutter": "no"}), (None, {"evil": 1}), (None, [1]),
    ],
    ids=str,
)  # fmt: skip
def test_sheets_that_there_are_not(client: Client, shirt: dict[str, Any], palette: Any, options: Any):
    with pytest.raises(AppError, match=OURS):
        client.predict(shirt["id"], palette, options, api_name="/colourways")


def test_pictures_that_show_nothing_are_told(client: Client, tmp_path: Path):
    white, small = tmp_path / "white.png", tmp_path / "small.png"
    Image.new("RGB", (300, 300), "white").save(white)
    Image.new("RGB", (24, 24), "red").save(small)
    for path, options, words in (
        (white, {}, "product"),
        (small, {"kind": "swatch"}, "24 × 24"),
        (white, {"kind": "drawing"}, "empty"),
        (white, {"kind": "hat"}, "does not fit"),
        (white, {"category": "Spaceship"}, "no category"),
        (None, {}, "either"),
    ):
        with pytest.raises(AppError, match=words):
            send(client, path, **options)


def test_numbers_that_json_has_not_are_refused(app: App, shirt: dict[str, Any]):
    import httpx

    body = json.dumps({"data": [shirt["id"], {"scale": float("nan")}, None]})  # NaN, which JSON does not know
    address = f"{app.url}gradio_api/call/tweak"
    answer = httpx.post(address, content=body, headers={"Content-Type": "application/json"})
    if answer.status_code == 200:
        with httpx.stream("GET", f"{address}/{answer.json()['event_id']}", timeout=60) as events:
            assert "event: error" in "\n".join(events.iter_lines())
    else:
        assert 400 <= answer.status_code < 500
