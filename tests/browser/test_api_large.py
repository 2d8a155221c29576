"""The endpoint for large pictures, called as a script would: no browser, the real app."""

from __future__ import annotations

from typing import Any

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from PIL import Image

from tests.browser.test_api_design import OURS, UNKNOWN, client, pytestmark, shirt

__all__ = ["client", "pytestmark", "shirt"]


def test_a_design_comes_large_and_opens_again(client: Client, shirt: dict[str, Any]):
    path, facts = client.predict(shirt["id"], {"size_px": 1500, "title": "For print"}, api_name="/enlarge")
    with Image.open(path) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "RGBA", (1500, 1500))
        assert image.getpixel((2, 2))[3] == 0
    assert (facts["title"], facts["width_px"], facts["kind"]) == ("For print", 1500, "design")
    assert facts["design"]["colour"] == shirt["design"]["colour"]
    details = client.predict(facts["id"], api_name="/details")
    assert details["Size"] == "1,500 × 1,500 pixels, enlarged"


@pytest.mark.parametrize(
    ("id", "options"),
    [
        ("", {}),
        (UNKNOWN, {}),
        ("../../etc/passwd", {}),
        ("shirt", {"size_px": 2049}),
        ("shirt", {"size_px": 10**9}),
        ("shirt", {"size_px": "1024"}),
        ("shirt", {"size_px": 1024.5}),
        ("shirt", {"evil": 1}),
        ("shirt", [1]),
    ],
)
def test_what_it_refuses(client: Client, shirt: dict[str, Any], id: str, options: Any):
    with pytest.raises(AppError, match=OURS):
        client.predict(shirt["id"] if id == "shirt" else id, options, api_name="/enlarge")
