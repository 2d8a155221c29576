"""The page opens at once: building it imports none of the heavy libraries, and names no address but its own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from ui.theme import ASSETS, StudioTheme

ROOT = Path(__file__).parent.parent.parent
BUILD = """
import sys, tempfile
from pathlib import Path
from models.settings import Settings
from models.studio import build_studio
import app
from ui.shell import build_app, launch_options
with tempfile.TemporaryDirectory() as folder:
    settings = Settings(workspace=Path(folder))
    build_app(build_studio(settings), settings)
    launch_options(settings)
heavy = {"torch", "torchvision", "diffusers", "transformers", "open_clip", "faiss"} & set(sys.modules)
sys.exit(f"imported: {heavy}" if heavy else 0)
"""


def test_building_the_page_imports_no_heavy_library():
    done = subprocess.run([sys.executable, "-c", BUILD], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_theme_carries_its_typeface_and_asks_nobody_for_one():
    theme = StudioTheme()
    css = theme._get_theme_css()
    assert theme._stylesheets == []
    assert css.count("data:font/woff2;base64,") == 3
    assert "font-family: 'Inter'" in css


def test_our_own_files_name_no_outside_address():
    for path in [*(ASSETS / "css").glob("*.css"), *(ASSETS / "js").glob("*.js"), *(ASSETS / "brand").glob("*.svg")]:
        addresses = re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"']*", path.read_text(encoding="utf-8"))
        assert [a for a in addresses if "www.w3.org/2000/svg" not in a] == [], path.name
