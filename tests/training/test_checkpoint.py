"""A stopped run goes on where it was."""

from pathlib import Path

import torch

from models.training.checkpoint import load_checkpoint, save_checkpoint


def test_a_run_resumes_with_its_weights_step_and_time(tmp_path: Path) -> None:
    first, second = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2)
    assert load_checkpoint(tmp_path / "run.pt", {"net": second}) == (0, 0.0)
    save_checkpoint(tmp_path / "run.pt", {"net": first}, 7, 12.5)
    assert load_checkpoint(tmp_path / "run.pt", {"net": second}) == (7, 12.5)
    assert torch.equal(first.weight, second.weight)
    assert [path.name for path in tmp_path.iterdir()] == ["run.pt"]
