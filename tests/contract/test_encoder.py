"""What every backend that encodes has to do.  A new one joins by being registered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from models.encoding import EncodeRequest, EncodeResult
from models.errors import BackendUnavailableError, CancelledError, InputError
from models.protocols import Encoder
from models.registry import Entry, Registry, choose_entries
from models.settings import Settings
from models.types import Job, Progress, Provenance
from models.wire import Call, Outcome, pack_call, pack_outcome, unpack_call, unpack_outcome
from tests.products import photo
from tests.tiny_encoder import build_encoder

TEXTS = ("a red dress", "striped blue shirt")


def with_random_weights(entry: Entry, folder: Path) -> Entry:
    """The compact encoder before its weights have been trained: the same network, filled at random."""
    from models.backends.open_clip_encoder import CompactEncoder
    from models.training.encoder.train import CONFIG

    build_encoder(folder, CONFIG, "model.safetensors")
    return replace(entry, make=lambda device: CompactEncoder(folder, device), weights=folder)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """The registered backends; the large one has a tiny model in place of the one that it would download."""
    folder = tmp_path_factory.mktemp("encoders")
    entries = choose_entries(Settings(large_encoder=str(build_encoder(folder / "tiny"))))
    bare = Registry().weights_sha256("compact_encoder") == ""
    return Registry(
        with_random_weights(entry, folder / "compact") if bare and entry.info.id == "compact_encoder" else entry
        for entry in entries
    )


@pytest.fixture(scope="module", params=[info.id for info in Registry().backends("encode")])
def encoder(request: pytest.FixtureRequest, registry: Registry) -> Encoder:
    """Each registered encoder on the CPU."""
    try:
        return cast(Encoder, registry.load(request.param, "cpu"))
    except BackendUnavailableError as error:
        pytest.skip(f"{request.param} NOT TESTED: {error}")


def cutout(colour: tuple[int, int, int] = (180, 40, 40), size: tuple[int, int] = (96, 112)) -> Image.Image:
    image, mask = photo(size, colour=colour)
    image.putalpha(Image.fromarray(mask))
    return image


def pictures() -> tuple[Image.Image, ...]:
    return cutout(), cutout((30, 60, 160)), photo()[0]


@pytest.fixture(scope="module")
def answer(encoder: Encoder) -> EncodeResult:
    """The encoder's answer to three pictures and two texts."""
    return encoder.encode(EncodeRequest(images=pictures(), texts=TEXTS), Job())


def array(vectors: tuple[tuple[float, ...], ...]) -> NDArray[np.float64]:
    return np.asarray(vectors, np.float64)


def test_is_what_the_registry_says(encoder: Encoder, registry: Registry) -> None:
    assert isinstance(encoder, Encoder)
    assert encoder.info == registry.info(encoder.info.id)
    assert type(encoder).info == Registry().info(encoder.info.id)
    assert encoder.weights_sha256 == registry.weights_sha256(encoder.info.id) != ""
    assert encoder.device == "cpu"


def test_a_unit_vector_each_in_one_space(answer: EncodeResult) -> None:
    seen, said = array(answer.image_vectors), array(answer.text_vectors)
    assert (len(seen), len(said)) == (3, 2)
    assert seen.shape[1] == said.shape[1]
    assert np.linalg.norm(np.concatenate([seen, said]), axis=1) == pytest.approx(1, abs=1e-5)


def test_different_things_have_different_vectors(answer: EncodeResult) -> None:
    assert len(set(answer.image_vectors)) == 3
    assert len(set(answer.text_vectors)) == 2


def test_same_request_same_vectors(encoder: Encoder, answer: EncodeResult) -> None:
    images = pictures()
    before = [image.tobytes() for image in images]
    assert encoder.encode(EncodeRequest(images=images, texts=TEXTS), Job()) == answer
    assert [image.tobytes() for image in images] == before


def test_the_others_of_a_batch_do_not_matter(encoder: Encoder, answer: EncodeResult) -> None:
    turned = encoder.encode(EncodeRequest(images=pictures()[::-1], texts=TEXTS[::-1]), Job())
    assert array(turned.image_vectors)[::-1] == pytest.approx(array(answer.image_vectors), abs=1e-4)
    assert array(turned.text_vectors)[::-1] == pytest.approx(array(answer.text_vectors), abs=1e-4)
    one = encoder.encode(EncodeRequest(images=pictures()[1:2]), Job())
    assert array(one.image_vectors)[0] == pytest.approx(array(answer.image_vectors)[1], abs=1e-4)
    assert one.text_vectors == ()


def test_more_than_a_batch(encoder: Encoder, answer: EncodeResult) -> None:
    found = encoder.encode(EncodeRequest(texts=TEXTS * 20), Job())
    assert array(found.text_vectors) == pytest.approx(np.tile(array(answer.text_vectors), (20, 1)), abs=1e-4)


def test_a_cutout_is_seen_wherever_it_stands_and_whatever_is_behind(encoder: Encoder) -> None:
    image = cutout()
    moved = Image.new("RGBA", (300, 300), (9, 200, 9, 0))
    moved.paste(image, (150, 20), image)
    found = array(encoder.encode(EncodeRequest(images=(image, moved)), Job()).image_vectors)
    assert found[0] @ found[1] > 0.999


@pytest.mark.parametrize("mode", ["L", "P", "LA", "RGBA", "CMYK", "1", "I;16"])
def test_other_modes_are_read(encoder: Encoder, mode: str) -> None:
    found = encoder.encode(EncodeRequest(images=(photo()[0].convert("L").convert(mode),)), Job())
    assert len(found.image_vectors) == 1


@pytest.mark.parametrize("size", [(8, 8), (8, 160), (2001, 301)])
def test_any_size(encoder: Encoder, size: tuple[int, int]) -> None:
    assert len(encoder.encode(EncodeRequest(images=(photo(size)[0],)), Job()).image_vectors) == 1


@pytest.mark.parametrize("text", ["x", "a " * 500, "衣服 👗", "\x00\n", "<|endoftext|>", "&lt;b&gt;"])
def test_any_text_has_a_vector_or_a_remedy(encoder: Encoder, text: str) -> None:
    try:
        found = encoder.encode(EncodeRequest(texts=(text,)), Job())
    except InputError as error:
        assert error.remedy
    else:
        assert len(found.text_vectors) == 1


def test_a_cutout_without_a_garment_is_refused(encoder: Encoder) -> None:
    with pytest.raises(InputError) as caught:
        encoder.encode(EncodeRequest(images=(Image.new("RGBA", (64, 64)),)), Job())
    assert caught.value.remedy


def test_the_wire_changes_nothing(encoder: Encoder, answer: EncodeResult) -> None:
    call = Call(verb="encode", backend=encoder.info.id, request=EncodeRequest(images=pictures(), texts=TEXTS))
    found = encoder.encode(cast(EncodeRequest, unpack_call(pack_call(call)).request), Job())
    made = Provenance(backend="b", weights_sha256="w", seed=0, params={}, parents=(), device="cpu", seconds=0.1)
    assert unpack_outcome(pack_outcome(Outcome(result=found, provenance=made))).result == answer


def test_progress_only_grows_and_it_stops_when_told_to(encoder: Encoder) -> None:
    told: list[Progress] = []
    encoder.encode(EncodeRequest(images=pictures(), texts=TEXTS * 20), Job(on_progress=told.append))
    fractions = [each.fraction for each in told]
    assert len(told) >= 2
    assert fractions == sorted(fractions)
    assert all(0 <= each.fraction <= 1 and each.stage for each in told)
    with pytest.raises(CancelledError):
        encoder.encode(EncodeRequest(texts=TEXTS), Job(cancelled=lambda: True))
