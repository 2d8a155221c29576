"""What tests of several rooms share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a tiny published model (see tiny_segmenter.py); transformers' copies of its code stay beside it."""
    from transformers import dynamic_module_utils

    from tests.tiny_segmenter import build_tiny_model

    folder = tmp_path_factory.mktemp("published")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dynamic_module_utils, "HF_MODULES_CACHE", str(folder / "modules"))
        patch.setattr(sys, "path", list(sys.path))
        yield build_tiny_model(folder / "tiny")
