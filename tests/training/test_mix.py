"""Checkpoints of one run mix by their shares; the card says so."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from models.training.card import CARD, WEIGHTS, find_faults, read_meta, write_model
from models.training.checkpoint import save_checkpoint
from models.training.masker import Trainer
from models.training.mix import mix, mix_into, read_share
from tests.assets.test_cards import TEXTS


class Net(torch.nn.Module):
    """Two parts, one with a counter in it."""

    def __init__(self, value: float) -> None:
        super().__init__()
        self.coarse, self.edge = torch.nn.BatchNorm1d(2), torch.nn.Linear(1, 1)
        for tensor in self.state_dict().values():
            tensor.fill_(value)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run with checkpoints of all-1 and all-4, whose folder holds all-4."""
    for value in (1, 4):
        save_checkpoint(tmp_path / f"{value}.pt", {"average": Net(value)}, 9, 60.0)
    tensors = {name: t.half() if t.is_floating_point() else t for name, t in Net(4).state_dict().items()}
    write_model(tmp_path / "toy", tensors, TEXTS, {"iou": 0.9}, {"steps": 9})
    return tmp_path


def test_one_to_two_is_a_third_and_two_thirds() -> None:
    mixed = mix([{"w": torch.tensor([0.0, 3.0])}, {"w": torch.tensor([3.0, 0.0])}], [1, 2])
    assert torch.allclose(mixed["w"], torch.tensor([2.0, 1.0]))


def test_counters_are_the_last_ones() -> None:
    assert mix([{"n": torch.tensor(3)}, {"n": torch.tensor(8)}], [5, 1])["n"] == 8


def test_only_the_named_part_is_replaced(run: Path) -> None:
    sha256 = mix_into(run / "toy", [run / "1.pt", run / "4.pt"], [1, 2], "coarse")
    weights = load_file(run / "toy" / WEIGHTS)
    assert torch.allclose(weights["coarse.weight"].float(), torch.tensor(3.0))
    assert weights["coarse.weight"].dtype == torch.float16
    assert weights["coarse.num_batches_tracked"] == 4
    assert torch.equal(weights["edge.weight"].float(), torch.full((1, 1), 4.0))
    assert read_meta(run / "toy")["sha256"] == sha256


def test_the_whole_net_without_only(run: Path) -> None:
    mix_into(run / "toy", [run / "1.pt", run / "4.pt"], [2, 1])
    assert torch.allclose(load_file(run / "toy" / WEIGHTS)["edge.weight"].float(), torch.tensor(2.0))


def test_the_card_says_how_and_loses_the_old_figures(run: Path) -> None:
    mix_into(run / "toy", [run / "1.pt", run / "4.pt"], [1, 2], "coarse")
    card = (run / "toy" / CARD).read_text(encoding="utf-8")
    command = "python -m models.training.mix --out assets/weights/toy --only coarse work/1.pt:1 work/4.pt:2"
    assert f"{TEXTS['command']}\n{command}" in card
    assert "work/1.pt:1 + work/4.pt:2" in card
    assert "iou" not in card
    assert find_faults(run / "toy") == ["toy: no figures"]


@pytest.mark.parametrize("shares", [[0, 1], [-1, 2], [1], [float("nan"), 1], []])
def test_shares_that_mean_nothing_are_refused(shares: list[float]) -> None:
    with pytest.raises(ValueError, match="share above 0"):
        mix([{"w": torch.ones(1)}, {"w": torch.ones(1)}], shares)


def test_other_nets_are_refused_and_nothing_is_written(run: Path) -> None:
    before = (run / "toy" / WEIGHTS).read_bytes()
    save_checkpoint(run / "other.pt", {"average": torch.nn.Linear(2, 2)}, 1, 1.0)
    with pytest.raises(ValueError, match="same net"):
        mix_into(run / "toy", [run / "other.pt", run / "4.pt"], [1, 1])
    with pytest.raises(ValueError, match="do not fit"):
        mix_into(run / "toy", [run / "other.pt"], [1])
    with pytest.raises(ValueError, match="do not fit fine"):
        mix_into(run / "toy", [run / "1.pt", run / "4.pt"], [1, 1], "fine")
    assert (run / "toy" / WEIGHTS).read_bytes() == before


def test_a_share_stands_behind_the_last_colon() -> None:
    assert read_share("C:/work/a.pt:0.5") == (Path("C:/work/a.pt"), 0.5)
    with pytest.raises(ValueError, match="behind a colon"):
        read_share("a.pt")


def test_the_masker_keeps_the_checkpoints_that_are_to_be_mixed(tmp_path: Path) -> None:
    trainer = Trainer(tmp_path / "masker.pt", 99, "cpu", keep_minutes=[67, 94])
    for minutes in (66, 68, 70, 94.1):
        trainer.spent_s = minutes * 60
        trainer.save()
    kept = {path.name: torch.load(path, weights_only=True)["spent_s"] / 60 for path in tmp_path.iterdir()}
    assert kept == {"masker.pt": 94.1, "masker_67.pt": 68, "masker_94.pt": 94.1}
