"""The ledger: what is learned survives a restart; late, doubled and unknown feedback; many at once; a lost database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.bandits.contexts import encode
from models.bandits.ledger import Ledger
from models.bandits.policies import LinUcbPolicy
from models.errors import InputError, StorageError
from tests.databases import KINDS, lend

ARMS = ("linen", "wood", "street")
FEATURES = {"segment": "navy florals", "placement": "300x250"}


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of its own on each kind of engine."""
    yield from lend(request.param, tmp_path, ["outcomes", "impressions"])


@pytest.fixture
def open_ledger(url: str) -> Iterator[Callable[..., Ledger]]:
    opened: list[Ledger] = []

    def make(**options: object) -> Ledger:
        opened.append(Ledger(url, **options))  # type: ignore[arg-type]
        return opened[-1]

    yield make
    for ledger in opened:
        ledger.close()


def test_what_was_learned_survives_a_restart(open_ledger: Callable[..., Ledger]) -> None:
    first = open_ledger()
    for _ in range(12):
        shown = first.choose("tops", ARMS, FEATURES)
        if shown.choice.arm == "wood":
            first.reward(shown.id)
    first.close()
    again = open_ledger()
    context = encode(FEATURES)
    assert isinstance(first.policy, LinUcbPolicy)
    assert isinstance(again.policy, LinUcbPolicy)
    for arm in ARMS:
        assert again.policy.estimate("tops", arm, context) == pytest.approx(first.policy.estimate("tops", arm, context))
    assert sum(row["shows"] for row in again.summary()) == 12


def test_feedback_twice_counts_once_and_late_feedback_is_kept_but_not_learned(
    open_ledger: Callable[..., Ledger],
) -> None:
    now = [1000.0]
    ledger = open_ledger(patience_s=60, clock=lambda: now[0])
    shown, other = ledger.choose("tops", ARMS, FEATURES), ledger.choose("tops", ARMS, FEATURES)
    assert ledger.reward(shown.id) == "learned"
    context = encode(FEATURES)
    assert isinstance(ledger.policy, LinUcbPolicy)
    before = [ledger.policy.estimate("tops", arm, context) for arm in ARMS]
    assert ledger.reward(shown.id) == "known"
    now[0] += 61
    assert ledger.reward(other.id) == "late"
    assert [ledger.policy.estimate("tops", arm, context) for arm in ARMS] == before
    assert sum(row["clicks"] for row in ledger.summary()) == 2
    ledger.catch_up()
    assert isinstance(ledger.policy, LinUcbPolicy)
    assert [ledger.policy.estimate("tops", arm, context)[0] for arm in ARMS] == pytest.approx([b[0] for b in before])


def test_two_at_the_same_moment_are_counted_once(open_ledger: Callable[..., Ledger]) -> None:
    ledger = open_ledger()
    shown = ledger.choose("tops", ARMS, FEATURES)
    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.append(ledger.reward(shown.id))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["known"] * 5 + ["learned"]


def test_two_processes_share_one_ledger(open_ledger: Callable[..., Ledger]) -> None:
    mine, theirs = open_ledger(), open_ledger()
    shown = mine.choose("tops", ARMS, FEATURES)
    assert theirs.reward(shown.id) == "learned"
    assert mine.reward(shown.id) == "known"
    assert mine.catch_up() == 1


@pytest.mark.parametrize(("id", "value"), [("nobody", 1.0), (7, 1.0), ("x" * 999, 1.0)])
def test_feedback_for_what_was_never_shown_is_refused(
    open_ledger: Callable[..., Ledger], id: str, value: float
) -> None:
    with pytest.raises(InputError):
        open_ledger().reward(id, value)


@pytest.mark.parametrize("value", [-1, 2, float("nan"), "1"])
def test_rewards_that_are_none_are_refused(open_ledger: Callable[..., Ledger], value: float) -> None:
    ledger = open_ledger()
    shown = ledger.choose("tops", ARMS, FEATURES)
    with pytest.raises(InputError):
        ledger.reward(shown.id, value)
    assert ledger.reward(shown.id) == "learned"


def test_names_that_are_none_are_refused(open_ledger: Callable[..., Ledger]) -> None:
    ledger = open_ledger()
    for category, arms in (("", ARMS), ("x" * 200, ARMS), ("tops", ()), ("tops", ("",))):
        with pytest.raises(InputError):
            ledger.choose(category, arms, FEATURES)
    assert ledger.summary() == []


def test_a_database_that_cannot_be_opened_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        Ledger(f"sqlite:///{tmp_path / 'nowhere' / 'themes.sqlite'}")
