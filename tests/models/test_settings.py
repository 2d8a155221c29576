"""Settings come from WARHOL_* variables, and a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.errors import InputError
from models.settings import MIB, load_settings


def test_defaults_are_for_a_laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DEVICE", "WORKSPACE", "MASKER", "HOST"):
        monkeypatch.delenv(f"WARHOL_{name}", raising=False)
    settings = load_settings()
    assert (settings.device, settings.host, settings.masker) == ("auto", "127.0.0.1", "compact_masker")
    assert settings.limits.max_pixels == 64_000_000
    assert settings.limits.max_bytes == 40 * MIB


def test_variables_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WARHOL_DEVICE", "cpu")
    monkeypatch.setenv("WARHOL_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("WARHOL_MAX_MEGAPIXELS", "12")
    settings = load_settings()
    assert (settings.device, settings.workspace) == ("cpu", tmp_path)
    assert settings.limits.max_pixels == 12_000_000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEVICE", "tpu"),
        ("PORT", "99999"),
        ("MAX_MEGAPIXELS", "500"),
        ("THREADS", "-1"),
        ("RUNNER", "rocket"),
        ("LARGE_MASKER_REVISION", "main"),
        ("LARGE_ENCODER_REVISION", "main"),
    ],
)
def test_a_wrong_value_names_its_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"WARHOL_{name}", value)
    with pytest.raises(InputError, match=f"WARHOL_{name}") as caught:
        load_settings()
    assert caught.value.remedy
