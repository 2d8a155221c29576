"""The turnstile: in the order of coming, whoever gives up loses the place only, nobody starves behind a busy caller."""

from __future__ import annotations

import threading
import time

import pytest

from models.errors import CancelledError
from models.runners.turnstile import Turnstile


def wait() -> None:
    """Nothing to do while waiting."""


def queue_up(turnstile: Turnstile, count: int) -> None:
    """Until so many wait or are in."""
    while len(turnstile._queue) < count:
        time.sleep(0.001)


def test_whoever_came_first_goes_first() -> None:
    turnstile, order = Turnstile(), []

    def go(number: int) -> None:
        turnstile.enter(5, wait)
        order.append(number)
        turnstile.leave()

    turnstile.enter(5, wait)
    threads = []
    for number in range(8):
        threads.append(threading.Thread(target=go, args=(number,)))
        threads[-1].start()
        queue_up(turnstile, number + 2)
    turnstile.leave()
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_whoever_gives_up_lets_the_others_through() -> None:
    turnstile = Turnstile()
    turnstile.enter(5, wait)

    def give_up() -> None:
        raise CancelledError("Stopped.")

    with pytest.raises(CancelledError):
        turnstile.enter(0.01, give_up)
    turnstile.leave()
    turnstile.enter(5, wait)
    turnstile.leave()


def test_a_visitor_waits_for_one_piece_of_busy_work_at_most() -> None:
    turnstile, done, stop = Turnstile(), [], threading.Event()

    def work() -> None:
        while not stop.is_set():
            turnstile.enter(5, wait)
            done.append(None)
            time.sleep(0.005)
            turnstile.leave()

    worker = threading.Thread(target=work)
    worker.start()
    while not done:
        time.sleep(0.001)
    for _ in range(5):
        before = len(done)
        turnstile.enter(5, wait)
        assert len(done) <= before + 1
        turnstile.leave()
    stop.set()
    worker.join()
