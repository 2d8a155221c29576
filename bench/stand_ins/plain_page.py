"""The simplest Gradio page that answers a colour with a picture: what the Design tab's answer is measured against.

python -m bench.stand_ins.plain_page
"""

from __future__ import annotations

import re

import gradio as gr
import numpy as np


def paint(colour: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """A flat picture of 768 px in a colour."""
    digits = re.fullmatch(r"#([0-9a-f]{6})", colour)
    rgb = bytes.fromhex(digits.group(1) if digits else "808080")
    return np.broadcast_to(np.frombuffer(rgb, np.uint8), (768, 768, 3)).copy()


with gr.Blocks(analytics_enabled=False) as page:
    field = gr.Textbox("#808080", elem_id="field")
    picture = gr.Image(paint("#808080"), elem_id="picture", format="webp")
    field.blur(paint, field, picture, show_progress="hidden")

if __name__ == "__main__":
    page.launch()
