"""The endpoints for looks, called as a script would: no browser, the real app."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from models.people import people
from models.registry import Registry
from tests.browser.test_api_design import OURS, UNKNOWN, client, shirt

__all__ = ["client", "shirt"]
TRAINED = bool(Registry().weights_sha256("compact_garment")) and bool(Registry().weights_sha256("compact_person"))
pytestmark = pytest.mark.skipif(not (TRAINED and people()), reason="NOT TESTED: no weights, or no mannequins")


@pytest.fixture
def person(tmp_path: Path) -> str:
    one = next(each for each in people() if each.view == "front")
    Image.fromarray(one.picture()).save(tmp_path / "somebody.png")
    return str(tmp_path / "somebody.png")


def outfit(shirt: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"pieces": [{"slot": "top", "product": shirt["id"]}], **more}


def test_a_mannequin_wears_a_design(client: Client, shirt: dict[str, Any]):
    listed = client.predict(api_name="/people")
    assert {each["id"] for each in listed} == {each.id for each in people()}
    path, facts = client.predict(listed[0]["id"], None, outfit(shirt), False, api_name="/dress")
    with Image.open(path) as image:
        assert (image.mode, image.size) == ("RGB", (768, 1152))
    assert (facts["kind"], facts["facts"]["pieces"][0]["slot"]) == ("look", "top")
    again = client.predict(listed[0]["id"], None, outfit(shirt), False, api_name="/dress")[1]
    assert again["id"] == facts["id"]


def test_a_photo_is_changed_inside_of_the_garment_only(client: Client, shirt: dict[str, Any], person: str):
    path, facts = client.predict("", handle_file(person), outfit(shirt), True, api_name="/dress")
    with Image.open(person) as before, Image.open(path) as after:
        first, second = np.asarray(before.convert("RGB")), np.asarray(after)
    assert first.shape == second.shape
    changed = (first != second).any(2)
    assert 0.02 < changed.mean() < 0.6
    nose = next(each for each in people() if each.view == "front").keypoints[0][1]
    assert not changed[: int(nose)].any(), "hair and face are the photo's own"
    lines, columns = np.nonzero(changed)
    left, top, right, bottom = facts["facts"]["pieces"][0]["box"]
    height, width = changed.shape
    slack = 0.05
    assert columns.min() / width > left - slack
    assert columns.max() / width < right + slack
    assert lines.min() / height > top - slack
    assert lines.max() / height < bottom + slack


def test_points_come_with_doubts_and_only_with_consent(client: Client, person: str):
    found = client.predict(handle_file(person), True, api_name="/find_pose")
    assert len(found["points"]) == len(found["visible"]) == 18
    assert isinstance(found["doubts"], list)
    for consent in (False, None):
        with pytest.raises(AppError, match="consent"):
            client.predict(handle_file(person), consent, api_name="/find_pose")


@pytest.mark.parametrize(
    ("body", "wish"),
    [
        ("", {}), ("nobody", {}), ("../../etc/passwd", {}), (UNKNOWN, {}), ("first", {"pieces": []}),
        ("first", {"tuck": "half"}), ("first", {"evil": 1}), ("first", [1]),
        ("first", {"person": {"points": [[0, 0]]}}),
        ("first", {"pieces": [{"slot": "sock", "product": UNKNOWN}]}),
        ("first", {"pieces": [{"slot": "top", "product": UNKNOWN}]}),
        ("first", {"pieces": [{"slot": "top", "product": "../x"}]}), ("first", "bottom"),
    ],
)  # fmt: skip
def test_what_it_refuses(client: Client, shirt: dict[str, Any], body: str, wish: Any):
    asked = outfit(shirt) | wish if isinstance(wish, dict) else wish
    if wish == "bottom":
        asked = {"pieces": [{"slot": "bottom", "product": shirt["id"]}]}
    first = people()[0].id if body == "first" else body
    with pytest.raises(AppError, match=OURS):
        client.predict(first, None, asked, False, api_name="/dress")


def test_only_a_look_on_its_feet_turns(client: Client, shirt: dict[str, Any]):
    seated = next(each.id for each in people() if each.pose == "seated")
    facts = client.predict(seated, None, outfit(shirt), False, api_name="/dress")[1]
    for id, seconds in ((facts["id"], 3), (shirt["id"], 3), (UNKNOWN, 3), ("", 3), (facts["id"], 2.5)):
        with pytest.raises(AppError, match=OURS):
            client.predict(id, seconds, api_name="/turn")
