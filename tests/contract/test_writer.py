"""What every backend that writes has to do: say what is so.  A new one joins by being registered."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from models.claims import find_untruths
from models.errors import BackendFailedError, BackendUnavailableError, CancelledError, InputError
from models.protocols import Writer
from models.registry import Registry, choose_entries
from models.settings import Settings
from models.types import Job, Progress, Provenance
from models.wire import Call, Outcome, pack_call, pack_outcome, unpack_call, unpack_outcome
from models.wording import DescribeRequest, DescribeResult, Example, Facts, read_text
from tests.tiny_writer import build_writer

PLAIN = Facts(category="Skirt", colour="Navy", tone="deep", line="flared")
STRIPED = Facts(category="Dress", colour="Olive", accent="Cream", pattern="striped", contrast="strong", sleeve="none")
EXAMPLE = Example(title="Checked Cotton Shirt in Red", description="A checked shirt. It is made of cotton.", price=39.0)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """The registered backends; the large one has a tiny model in place of the one that it would download."""
    folder = build_writer(tmp_path_factory.mktemp("writers") / "tiny")
    return Registry(choose_entries(Settings(large_writer=str(folder))))


@pytest.fixture(scope="module", params=[info.id for info in Registry().backends("describe")])
def writer(request: pytest.FixtureRequest, registry: Registry) -> Writer:
    """Each registered writer on the CPU."""
    try:
        return cast(Writer, registry.load(request.param, "cpu"))
    except BackendUnavailableError as error:
        pytest.skip(f"{request.param} NOT TESTED: {error}")


def write(writer: Writer, facts: Facts = STRIPED, seed: int = 0, **wishes: object) -> DescribeResult:
    """The first words that are found from `seed` on: a model that talks at random may find none at times."""
    for each in range(seed, seed + 20):
        try:
            return writer.describe(DescribeRequest(facts=facts, seed=each, **wishes), Job())  # type: ignore[arg-type]
        except BackendFailedError as error:
            assert error.remedy
    raise AssertionError("no words in twenty attempts")


def test_it_is_a_writer_and_its_description_is_the_registered_one(writer: Writer, registry: Registry) -> None:
    assert isinstance(writer, Writer)
    assert registry.info(writer.info.id).verbs == writer.info.verbs == ("describe",)
    assert registry.info(writer.info.id).title == writer.info.title


@pytest.mark.parametrize("facts", [PLAIN, STRIPED, Facts(colour="Red")])
def test_nothing_is_said_that_is_not_so(writer: Writer, facts: Facts) -> None:
    for seed in range(0, 200, 20):
        for example in (None, EXAMPLE):
            words = write(writer, facts, seed, example=example)
            for text in (words.title, words.description, ", ".join(words.keywords)):
                assert find_untruths(text, facts) == []


def test_the_garment_and_its_colour_are_named(writer: Writer) -> None:
    words = write(writer)
    assert "dress" in words.title.lower()
    assert "olive" in words.title.lower()
    assert words.description
    assert {"dress", "olive", "cream", "striped"} <= set(words.keywords)


def test_the_same_request_gives_the_same_words(writer: Writer) -> None:
    assert write(writer, seed=7) == write(writer, seed=7)
    assert len({write(writer, seed=seed).description for seed in range(0, 400, 20)}) > 5


def test_the_length_is_kept(writer: Writer) -> None:
    for seed in range(0, 100, 20):
        short, long = write(writer, seed=seed, length="short"), write(writer, seed=seed, length="long")
        assert short.description.count(". ") == 0
        assert long.description.count(". ") <= 4


def test_words_come_back_from_a_design_s_text(writer: Writer) -> None:
    words = write(writer)
    back = read_text(words.text)
    assert back is not None
    assert (back.title, back.description, back.keywords) == (words.title, words.description, words.keywords)


def test_the_wire_changes_nothing(writer: Writer) -> None:
    call = Call(verb="describe", backend=writer.info.id, request=DescribeRequest(facts=STRIPED, example=EXAMPLE))
    assert unpack_call(pack_call(call)) == call
    by = Provenance(backend="b", weights_sha256="", seed=0, params={}, parents=(), device="cpu", seconds=0.1)
    outcome = Outcome(result=write(writer), provenance=by)
    assert unpack_outcome(pack_outcome(outcome)) == outcome


def test_stops_when_told_to_and_tells_how_far_it_is(writer: Writer) -> None:
    with pytest.raises(CancelledError):
        writer.describe(DescribeRequest(facts=PLAIN), Job(cancelled=lambda: True))
    told: list[Progress] = []
    try:
        writer.describe(DescribeRequest(facts=PLAIN), Job(on_progress=told.append))
    except BackendFailedError:
        pass
    fractions = [each.fraction for each in told]
    assert fractions
    assert fractions == sorted(fractions)


def test_a_language_model_is_held_to_the_facts(registry: Registry) -> None:
    """The tiny model knows red, floral and navy as well, and says them all the time."""
    writer = cast(Writer, registry.load("transformers_words", "cpu"))
    assert sum(write(writer, seed=seed).dropped for seed in range(0, 200, 20)) > 10


def test_a_folder_that_holds_no_model(tmp_path: Path) -> None:
    from models.backends.transformers_words import TransformersWords
    from models.hub import HubModel

    with pytest.raises(BackendUnavailableError):
        TransformersWords(HubModel(id=str(tmp_path)), "cpu")
    (tmp_path / "model.safetensors").write_bytes(b"nothing")
    (tmp_path / "config.json").write_text('{"model_type": "gpt2"}')
    with pytest.raises(BackendUnavailableError, match="could not be loaded"):
        TransformersWords(HubModel(id=str(tmp_path)), "cpu")


@pytest.mark.parametrize(
    "change",
    [
        {"category": "Spaceship"}, {"colour": "Octarine"}, {"colour": ""}, {"accent": "Blurple"},
        {"pattern": "striped"}, {"blocks": True},
    ],
    ids=str,
)  # fmt: skip
def test_facts_that_cannot_be(change: dict[str, object]) -> None:
    with pytest.raises(InputError):
        Facts(**({"colour": "Red"} | change))  # type: ignore[arg-type]
