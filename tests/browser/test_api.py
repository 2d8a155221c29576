"""The public endpoints, called as a script would: no browser, the real app."""

from __future__ import annotations

from pathlib import Path

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from tests.browser.driver import App

KEEP = [{"kind": "keep", "points": [[0.5, 0.5]], "width": 0.05}]
REMOVE = [{"kind": "remove", "points": [[0.5, 0.4], [0.5, 0.6]], "width": 0.1}]


@pytest.fixture(scope="module")
def client(app: App, tmp_path_factory: pytest.TempPathFactory) -> Client:
    return Client(app.url, verbose=False, download_files=str(tmp_path_factory.mktemp("answers")))


def alpha(path: str, x: float, y: float) -> int:
    with Image.open(path) as image:
        assert image.mode == "RGBA"
        return int(image.getpixel((int(x * image.width), int(y * image.height)))[3])


def test_only_the_documented_endpoints_are_public(client: Client):
    names = set(client.view_api(return_format="dict", print_info=False)["named_endpoints"])
    pictures = {"/keep", "/unkeep", "/kept", "/details", "/model_state", "/export", "/reopen", "/board"}
    designs = {"/estimate", "/tweak", "/sliders", "/blend", "/morph", "/enlarge", "/colourways"}
    staged = {"/stage", "/animate", "/remove", "/themes", "/choose_theme", "/tell_outcome"}
    worn = {"/dress", "/find_pose", "/people", "/turn"}
    assert names == {"/mask", "/segments", "/segment", "/imagine"} | designs | staged | worn | pictures


def test_a_photo_comes_back_cut_out_and_strokes_bind(client: Client, photo: Path):
    path, facts = client.predict(handle_file(str(photo)), None, None, api_name="/mask")
    assert alpha(path, 0.5, 0.5) == 255
    assert alpha(path, 0.02, 0.02) == 0
    assert (facts["width_px"], facts["height_px"], facts["kind"]) == (960, 960, "cutout")
    path, other = client.predict(handle_file(str(photo)), REMOVE, None, api_name="/mask")
    assert alpha(path, 0.5, 0.5) == 0
    assert other["id"] != facts["id"]


def test_keep_and_out_to_a_file_and_back(client: Client, photo: Path):
    _, facts = client.predict(handle_file(str(photo)), KEEP, None, api_name="/mask")
    assert client.predict(facts["id"], api_name="/keep")["kept"] is True
    assert facts["id"] in [one["id"] for one in client.predict(api_name="/kept")]
    assert client.predict(facts["id"], api_name="/details")["Corrections"] == "1 stroke"
    file = client.predict(facts["id"], api_name="/export")
    assert client.predict(handle_file(file), api_name="/reopen")["id"] == facts["id"]
    assert client.predict(facts["id"], api_name="/unkeep")["kept"] is False


def test_a_board_comes_as_a_deck_or_with_all_its_files(client: Client, photo: Path):
    _, facts = client.predict(handle_file(str(photo)), None, None, api_name="/mask")
    for form, start in (("pdf", b"%PDF"), ("zip", b"PK")):
        assert Path(client.predict([facts["id"]], "Board", form, api_name="/board")).read_bytes().startswith(start)
    for ids, title, form in (
        ([], "Board", "pdf"),
        ([facts["id"]], "", "pdf"),
        ([facts["id"]], "Board", "exe"),
        (7, "B", ""),
    ):
        with pytest.raises(AppError):
            client.predict(ids, title, form, api_name="/board")


@pytest.mark.parametrize(
    ("strokes", "focus"),
    [
        ([{"kind": "paint", "points": [[0.5, 0.5]], "width": 0.1}], None),
        ([{"kind": "keep", "points": "everywhere", "width": 0.1}], None),
        ("keep", None),
        (None, [0.5]),
        (None, {"x": 1}),
    ],
)
def test_arguments_that_do_not_fit_are_refused_with_a_reason(client: Client, photo: Path, strokes, focus):
    with pytest.raises(AppError, match="does not fit"):
        client.predict(handle_file(str(photo)), strokes, focus, api_name="/mask")


@pytest.mark.parametrize("artefact_id", ["", "nothing", "../../../etc/passwd", "cutout-" + "0" * 32])
def test_unknown_ids_are_refused(client: Client, artefact_id: str):
    for endpoint in ("/keep", "/details", "/export"):
        with pytest.raises(AppError):
            client.predict(artefact_id, api_name=endpoint)


def test_the_workspace_itself_is_not_served(app: App, client: Client):
    import httpx

    files = [path for path in app.workspace.rglob("*") if path.is_file() and "prints" not in path.parts]
    assert files
    for path in [*files[:20], Path("/etc/passwd"), Path("app.py").resolve()]:
        answer = httpx.get(f"{app.url}gradio_api/file={path}")
        assert answer.status_code in (403, 404), path
