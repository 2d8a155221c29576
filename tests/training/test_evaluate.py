"""The judge's command: one line a model, the same whether models are judged beside each other or alone."""

from pathlib import Path

import pytest

from models.training import evaluate
from models.training.evaluators.desk import Desk

FIGURES = {"iou": 0.9}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk without data."""
    return Desk(data=tmp_path, work=tmp_path)


def test_models_judged_beside_each_other_give_the_lines_of_models_judged_alone(desk: Desk) -> None:
    names = ["judge", "encoder"]
    alone, beside = (list(evaluate.judge_all(names, desk, processes, 1)) for processes in (1, 2))
    assert [line["model"] for line in alone] == names
    assert all("cutouts.npz is missing" in line["missing"] for line in alone)
    assert sorted(beside, key=lambda line: names.index(line["model"])) == alone


def test_what_is_timed_comes_last_and_only_where_there_are_figures(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    def figures(name: str) -> dict[str, float]:
        said.append(name)
        return FIGURES

    def absent(_: Desk) -> dict[str, float]:
        raise FileNotFoundError("cutouts.npz is missing")

    monkeypatch.setattr(evaluate, "EVALUATORS", {"a": lambda _: figures("a"), "b": lambda _: figures("b"), "c": absent})
    monkeypatch.setattr(evaluate, "SPEEDS", {"a": lambda _: {"ms": len(said)}, "c": lambda _: {"ms": 0}})
    lines = list(evaluate.judge_all(["a", "b", "c"], desk, 1, 1))
    assert [line["model"] for line in lines] == ["b", "c", "a"]
    assert lines[-1]["ms"] == 2, "timed after all were judged"
    assert lines[-1]["iou"] == FIGURES["iou"]
    assert "ms" not in lines[1], "nothing to time where the model is missing"


def test_every_model_that_is_timed_is_judged() -> None:
    assert set(evaluate.SPEEDS) <= set(evaluate.EVALUATORS)
