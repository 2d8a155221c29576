"""The look: warm neutral grounds, one accent, one typeface that travels with the app, an 8-px grid, light and dark.

Colours live here once; `assets/css` uses them through the theme's own variables (`--body-background-fill`,
`--color-accent` …) and lays things out.  Nothing here asks the network for anything.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from gradio.themes import Base, Color, Size
from gradio.themes.utils.fonts import Font

ASSETS = Path(__file__).parent.parent / "assets"
CSS = [
    ASSETS / "css" / f"{name}.css"
    for name in ("studio", "design", "design_cut", "audience", "importing", "wants", "staging", "tryon", "board")
]
FAVICON = ASSETS / "brand" / "mark.svg"

PAPER = Color(
    name="paper",
    c50="#faf8f5", c100="#f4f1ec", c200="#e8e3da", c300="#d6cfc3", c400="#a89f92", c500="#7d756a",
    c600="#5e574e", c700="#423d37", c800="#2b2723", c900="#1d1a17", c950="#141210",
)  # fmt: skip
"""The grounds and the ink: greys with a little yellow in them, as of uncoated paper."""

VERMILION = Color(
    name="vermilion",
    c50="#fdf3f0", c100="#fae2db", c200="#f5c5b7", c300="#ee9f89", c400="#ee7a5d", c500="#df5636",
    c600="#c8401f", c700="#a83218", c800="#862a17", c900="#6d2617", c950="#3c1109",
)  # fmt: skip
"""The one accent, a printer's red."""

GRID = Size(name="grid", xxs="2px", xs="4px", sm="8px", md="8px", lg="16px", xl="24px", xxl="32px")
CORNERS = Size(name="corners", xxs="2px", xs="3px", sm="4px", md="6px", lg="8px", xl="10px", xxl="12px")
TYPE = Size(name="type", xxs="11px", xs="12px", sm="13px", md="14px", lg="16px", xl="20px", xxl="28px")


WEIGHTS = {400: "Regular", 500: "Medium", 600: "SemiBold"}


class BundledFont(Font):
    """Inter from `assets/fonts`, inlined into the theme's stylesheet so that no address has to be right."""

    def __init__(self) -> None:
        super().__init__("Inter")

    def stylesheet(self) -> dict[str, Any]:
        """The @font-face rules as Gradio's theme wants them."""
        rules = []
        for weight, name in WEIGHTS.items():
            data = base64.b64encode((ASSETS / "fonts" / f"Inter-{name}.woff2").read_bytes()).decode("ascii")
            rules.append(
                f"@font-face {{ font-family: 'Inter'; font-style: normal; font-weight: {weight}; font-display: block; "
                f"src: url('data:font/woff2;base64,{data}') format('woff2'); }}"
            )
        return {"url": None, "css": "\n".join(rules)}


class StudioTheme(Base):
    """Gradio's bare theme with our colours, type and grid."""

    def __init__(self) -> None:
        super().__init__(
            primary_hue=VERMILION,
            secondary_hue=PAPER,
            neutral_hue=PAPER,
            spacing_size=GRID,
            radius_size=CORNERS,
            text_size=TYPE,
            font=[BundledFont(), Font("sans-serif")],
            font_mono=[Font("ui-monospace"), Font("monospace")],
        )
        self.name = "studio"
        super().set(**_grounds(), **_blocks(), **_buttons())


def _grounds() -> dict[str, str]:
    """Page, surfaces, ink and hairlines."""
    return {
        "body_background_fill": "*neutral_100",
        "body_background_fill_dark": "*neutral_950",
        "body_text_color": "*neutral_900",
        "body_text_color_dark": "#f2eee8",
        "body_text_color_subdued": "#6c655b",
        "body_text_color_subdued_dark": "*neutral_400",
        "background_fill_primary": "#fffefc",
        "background_fill_primary_dark": "*neutral_900",
        "background_fill_secondary": "*neutral_50",
        "background_fill_secondary_dark": "#24201d",
        "border_color_primary": "*neutral_200",
        "border_color_primary_dark": "#38332d",
        "border_color_accent": "*primary_600",
        "border_color_accent_dark": "*primary_400",
        "color_accent": "*primary_600",
        "color_accent_soft": "*primary_50",
        "color_accent_soft_dark": "#33201a",
        "link_text_color": "*primary_700",
        "link_text_color_dark": "*primary_300",
        "loader_color": "*primary_600",
        "loader_color_dark": "*primary_400",
        "error_background_fill": "#fffefc",
        "error_background_fill_dark": "*neutral_900",
        "error_text_color": "*neutral_900",
        "error_text_color_dark": "#f2eee8",
        "error_icon_color": "*primary_600",
        "error_icon_color_dark": "*primary_400",
        "error_border_color": "*neutral_300",
        "error_border_color_dark": "#4a433b",
    }


def _blocks() -> dict[str, str]:
    """Blocks are plain: no boxes in boxes."""
    return {
        "layout_gap": "16px",
        "block_background_fill": "transparent",
        "block_background_fill_dark": "transparent",
        "block_border_width": "0px",
        "block_shadow": "none",
        "block_padding": "0px",
        "block_label_background_fill": "transparent",
        "block_label_background_fill_dark": "transparent",
        "block_label_border_width": "0px",
        "block_label_text_color": "*body_text_color_subdued",
        "block_label_text_color_dark": "*body_text_color_subdued",
        "block_title_text_weight": "500",
        "input_background_fill": "*background_fill_primary",
        "input_background_fill_dark": "*background_fill_secondary",
        "input_border_color": "*border_color_primary",
        "input_border_color_dark": "*border_color_primary",
        "input_shadow": "none",
        "input_shadow_focus": "0 0 0 2px *color_accent_soft",
    }


def _buttons() -> dict[str, str]:
    """Buttons: one filled with the accent, all others quiet."""
    return {
        "button_border_width": "1px",
        "button_border_width_dark": "1px",
        "button_transition": "background-color 120ms ease, border-color 120ms ease",
        "button_large_padding": "0 16px",
        "button_large_radius": "*radius_md",
        "button_large_text_size": "14px",
        "button_large_text_weight": "500",
        "button_medium_padding": "0 12px",
        "button_medium_radius": "*radius_md",
        "button_medium_text_size": "13px",
        "button_medium_text_weight": "500",
        "button_small_padding": "0 8px",
        "button_small_radius": "*radius_md",
        "button_small_text_size": "13px",
        "button_small_text_weight": "500",
        "button_primary_background_fill": "*primary_600",
        "button_primary_background_fill_dark": "*primary_400",
        "button_primary_background_fill_hover": "*primary_700",
        "button_primary_background_fill_hover_dark": "*primary_300",
        "button_primary_border_color": "transparent",
        "button_primary_border_color_dark": "transparent",
        "button_primary_text_color": "#ffffff",
        "button_primary_text_color_dark": "#210b05",
        "button_secondary_background_fill": "*background_fill_primary",
        "button_secondary_background_fill_dark": "*background_fill_secondary",
        "button_secondary_background_fill_hover": "*neutral_50",
        "button_secondary_background_fill_hover_dark": "#2e2925",
        "button_secondary_border_color": "*neutral_300",
        "button_secondary_border_color_dark": "#463f38",
        "button_secondary_text_color": "*body_text_color",
        "button_secondary_text_color_dark": "*body_text_color",
    }


def read_js(name: str) -> str:
    """A script of `assets/js`, as `gr.HTML(js_on_load=…)` and `launch(head=…)` want it."""
    return (ASSETS / "js" / f"{name}.js").read_text(encoding="utf-8")
