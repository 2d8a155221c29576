"""Every shipped model's weights, meta.json and card agree, and no figure falls below the ratchet."""

import json
from pathlib import Path

import pytest
import torch

from models.training.card import CARD, META, WEIGHTS, find_faults, find_regressions, read_meta, render, write_model
from models.training.judge import FROZEN
from models.training.staging.judge import FROZEN as FROZEN_SETS

SHIPPED = Path(__file__).parents[2] / "assets" / "weights"
FOLDERS = sorted(folder for folder in SHIPPED.iterdir() if folder.is_dir())
RATCHET = json.loads((SHIPPED / "ratchet.json").read_text(encoding="utf-8"))
TEXTS = {
    "name": "toy",
    "title": "Toy",
    "summary": "For tests.",
    "command": "python -m models.training.toy",
    "data": "none",
    "data_licence": "CC0-1.0",
    "licence": "Apache-2.0",
    "architecture": "one number",
    "limits": "does nothing",
}


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    write_model(tmp_path / "toy", {"w": torch.ones(3).half()}, TEXTS, {"iou": 0.91, "ms": 80.0}, {"steps": 5})
    return tmp_path / "toy"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_shipped_card_and_weights_agree(folder: Path) -> None:
    assert find_faults(folder) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_shipped_figures_stay_above_the_ratchet(folder: Path) -> None:
    assert RATCHET.get(folder.name), f"ratchet.json has no floor for {folder.name}"
    assert find_regressions(read_meta(folder), RATCHET[folder.name]) == []


def test_the_ratchet_names_shipped_models_only() -> None:
    assert set(RATCHET) == {folder.name for folder in FOLDERS}


@pytest.mark.parametrize(("name", "frozen"), [("judge", FROZEN), ("set_judge", FROZEN_SETS)])
def test_the_judges_are_the_frozen_ones(name: str, frozen: Path) -> None:
    """Figures of two judges cannot be compared; another one needs all that it measures measured again."""
    assert frozen.is_file(), "freeze it: the judge's training command with --freeze"
    assert read_meta(SHIPPED / name)["sha256"] == frozen.read_text(encoding="utf-8").strip()


def test_a_written_model_has_no_faults(toy: Path) -> None:
    assert find_faults(toy) == []
    card = (toy / CARD).read_text(encoding="utf-8")
    assert read_meta(toy)["sha256"] in card
    assert TEXTS["command"] in card
    assert "| iou | 0.91 |" in card
    assert not list(toy.glob("*.part"))


def test_other_weights_are_noticed(toy: Path) -> None:
    data = bytearray((toy / WEIGHTS).read_bytes())
    data[-1] ^= 1
    (toy / WEIGHTS).write_bytes(data)
    assert any("meta.json's sha256" in fault for fault in find_faults(toy))
    assert any("CARD.md's sha256" in fault for fault in find_faults(toy))


def test_a_prettier_figure_in_the_card_is_noticed(toy: Path) -> None:
    card = (toy / CARD).read_text(encoding="utf-8")
    (toy / CARD).write_text(card.replace("0.91", "0.99"), encoding="utf-8")
    assert any("differ" in fault for fault in find_faults(toy))


def test_a_prettier_figure_in_meta_is_noticed(toy: Path) -> None:
    meta = read_meta(toy)
    meta["metrics"]["iou"] = 0.99
    (toy / META).write_text(json.dumps(meta), encoding="utf-8")
    assert any("differ" in fault for fault in find_faults(toy))


@pytest.mark.parametrize("key", ["command", "licence", "data"])
def test_a_missing_text_is_noticed(toy: Path, key: str) -> None:
    meta = {**read_meta(toy), key: ""}
    (toy / META).write_text(json.dumps(meta), encoding="utf-8")
    (toy / CARD).write_text(render(meta), encoding="utf-8")
    assert any(key in fault for fault in find_faults(toy))
    with pytest.raises(ValueError, match=key):
        write_model(toy, {"w": torch.ones(1)}, {**TEXTS, key: ""}, {}, {})


def test_a_missing_file_and_another_name_are_noticed(toy: Path) -> None:
    toy.rename(toy.with_name("other"))
    assert any("is of toy" in fault for fault in find_faults(toy.with_name("other")))
    (toy.with_name("other") / CARD).unlink()
    assert find_faults(toy.with_name("other")) == ["other: CARD.md is missing"]


def test_the_ratchet_holds(toy: Path) -> None:
    meta = read_meta(toy)
    assert find_regressions(meta, {"iou": {"at_least": 0.9}, "ms": {"at_most": 150}}) == []
    assert len(find_regressions(meta, {"iou": {"at_least": 0.92}, "ms": {"at_most": 79}})) == 2
    assert find_regressions(meta, {"boundary_f": {"at_least": 0.5}}) == ["toy: the figure boundary_f is gone"]
