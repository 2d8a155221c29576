"""Long work: progress comes out, problems come out, and it stops when it is told to or when nobody listens."""

from __future__ import annotations

import threading

import pytest

from models.errors import BackendFailedError, CancelledError, InputError
from models.types import Job, Progress
from ui.feedback import Done, Stops, describe, follow, message


def test_progress_and_then_the_value():
    go = threading.Event()

    def work(job: Job) -> str:
        job.report(0.25, "first")
        go.wait(10)
        return "value"

    steps = follow(work)
    assert next(steps) == Progress(fraction=0.25, stage="first")
    go.set()
    assert next(steps) == Done("value")
    assert list(steps) == []


def test_what_the_work_raises_is_raised_here():
    def work(job: Job) -> None:
        raise InputError("No product.", "Try another.")

    with pytest.raises(InputError, match="No product"):
        list(follow(work))


def test_stop_ends_the_work_at_its_next_report():
    stop, reported = threading.Event(), []

    def work(job: Job) -> None:
        for number in range(1000):
            job.report(number / 1000, str(number))
            reported.append(number)
            if number == 3:
                stop.set()

    with pytest.raises(CancelledError):
        list(follow(work, stop))
    assert reported[-1] == 3


def test_closing_the_iterator_ends_the_work():
    ended, going = threading.Event(), threading.Event()

    def work(job: Job) -> None:
        try:
            job.report(0.1, "going")
            going.wait(10)
            while True:
                job.report(0.2, "still going")
        except CancelledError:
            ended.set()
            raise

    steps = follow(work)
    next(steps)
    steps.close()
    going.set()
    assert ended.wait(10)


def test_a_new_job_stops_the_older_one_of_the_same_kind_only():
    stops = Stops()
    first, folder = stops.begin("a", "mask"), stops.begin("a", "folder")
    other = stops.begin("b", "mask")
    second = stops.begin("a", "mask")
    assert first.is_set()
    assert not any(event.is_set() for event in (folder, other, second))
    stops.stop("a", "mask")
    assert second.is_set()
    stops.stop("nobody", "mask")


def test_problems_are_told_with_their_remedy_and_faults_of_ours_without_details():
    assert describe(InputError("Too small.", "Use a larger one."))[1] == "Too small. Use a larger one."
    assert describe(BackendFailedError("It broke.", "Try again."))[0] != describe(InputError("x"))[0]
    title, text = describe(ValueError("/secret/path"))
    assert "/secret" not in title + text


def test_a_file_s_name_cannot_become_markup_in_a_message():
    assert "<script>" not in message("Title", "<script>alert(1)</script>")
