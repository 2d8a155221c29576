"""The endpoints for sliders, blends and morphs, called as a script would: no browser, the real app."""

from __future__ import annotations

from typing import Any

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from tests.browser.driver import App
from tests.browser.test_api_design import OURS, UNKNOWN, client, pytestmark, shirt

__all__ = ["client", "pytestmark", "shirt"]


def test_sliders_are_listed_moved_and_put_back(client: Client, shirt: dict[str, Any], app: App):
    known = client.predict(shirt["id"], api_name="/sliders")
    assert known["length"]["value"] == 0
    assert known["length"]["low"] < 0 or known["length"]["high"] > 0
    setting = known["length"]["low"] or known["length"]["high"]
    moved = client.predict(shirt["id"], {"sliders": {"length": setting}}, None, api_name="/tweak")[1]
    assert moved["id"] != shirt["id"]
    assert client.predict(moved["id"], api_name="/sliders")["length"]["value"] == setting
    back = client.predict(moved["id"], {"sliders": {"length": 0}}, None, api_name="/tweak")[1]
    assert client.predict(back["id"], api_name="/sliders") == known


@pytest.mark.parametrize("sliders", [{"length": 9}, {"collar": 0.1}, {"length": "long"}, ["length"]])
def test_sliders_that_cannot_be_are_refused(client: Client, shirt: dict[str, Any], sliders: Any):
    with pytest.raises(AppError, match=OURS):
        client.predict(shirt["id"], {"sliders": sliders}, None, api_name="/tweak")


def test_a_blend_lies_between_and_a_morph_becomes_another_kind(client: Client, shirt: dict[str, Any]):
    red = client.predict(shirt["id"], {"colour": "#be282c"}, None, api_name="/tweak")[1]
    blended = client.predict(shirt["id"], red["id"], {"colours": 1.0, "shape": 0, "cloth": 0}, api_name="/blend")[1]
    assert blended["design"]["colour"] == "#be282c"
    dress = client.predict(shirt["id"], "Dress", {"share": 0.8}, api_name="/morph")[1]
    assert dress["design"]["category"] == "Dress"


def test_blends_that_cannot_be_are_refused(client: Client, shirt: dict[str, Any]):
    for other, options in ((UNKNOWN, None), (shirt["id"], {"shape": 2}), (shirt["id"], {"hem": 1})):
        with pytest.raises(AppError, match=OURS):
            client.predict(shirt["id"], other, options, api_name="/blend")
    for kind, options in (("Kilt", None), ("Dress", {"share": -1})):
        with pytest.raises(AppError, match=OURS):
            client.predict(shirt["id"], kind, options, api_name="/morph")
