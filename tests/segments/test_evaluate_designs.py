"""The figures about designs tell a good imaginer from one that does not listen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.design import DesignSpec
from models.facts import read_facts
from models.imagining import ImagineRequest, ImagineResult
from models.library import surprise
from models.registry import Entry, Registry
from models.runners.inprocess import InProcessRunner
from models.settings import Settings
from models.studio import Studio
from models.types import Job
from segments.colours import colour_names, name_colours
from segments.encoder import open_encoder
from segments.evaluate import Trial
from segments.evaluate_designs import Bench, measure_personal, measure_warhol
from segments.facets import read_facets
from segments.habits import read_traits
from segments.simulate import Parameters, simulate_on
from segments.tastes import Centre, unit
from tests.shopfront import ENCODER, entries, open_studio
from tests.tiny_muse import INFO, TinyMuse

PARAMETERS = Parameters(
    users=500, segments=3, likes_category=1, likes_colour=2, likes_other=0, strength="strong", holes=0, no_buy=1.0
)


class Listener(TinyMuse):
    """Answers a taste with the products nearest to it: as good as an imaginer can be."""

    specs: tuple[DesignSpec, ...] = ()
    centred = np.zeros((0, 0), np.float32)

    def imagine(self, request: ImagineRequest, job: Job) -> ImagineResult:
        rows = np.argsort(-(Listener.centred @ np.array(request.taste, np.float32)), kind="stable")[: request.count]
        return ImagineResult(specs=tuple(Listener.specs[row] for row in rows))


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    return open_studio(Settings(workspace=tmp_path_factory.mktemp("bench"), min_free_disk_mib=0))


@pytest.fixture(scope="module")
def trial(studio: Studio) -> Trial:
    """A shop of surprises, seen by the tiny eyes."""
    specs = [surprise(1_000_000 + seed) for seed in range(180)]  # none of those that the deaf one answers with
    names = np.array(colour_names())[name_colours(np.array([spec.colour for spec in specs], np.uint8))]
    table = {
        "category": [spec.category for spec in specs], "colour": names.tolist(),
        "pattern": [read_facts(spec).pattern for spec in specs],
    }  # fmt: skip
    shop = simulate_on(read_facets(table), np.full(len(specs), 30, np.float32), PARAMETERS, 3)
    encoder = open_encoder(studio.runner.run, ENCODER.id, "")
    pictures = [studio.preview(specs[row], size_px=128) for row in shop.rows]
    vectors = unit(encoder.encode(pictures))
    Listener.specs = tuple(specs[row] for row in shop.rows)
    Listener.centred = Centre.of(vectors).centre(vectors)
    return Trial(shop=shop, vectors=vectors, encoder=encoder.id)


def listening(studio: Studio) -> Studio:
    """The same studio with the imaginer that listens."""
    every = [entry for entry in entries() if entry.info.id != INFO.id] + [Entry(info=INFO, make=lambda d: Listener())]
    registry = Registry(every)
    return Studio(studio.settings, registry, InProcessRunner(registry, studio.settings), studio.workspace)


def bench(studio: Studio, trial: Trial) -> Bench:
    specs = Listener.specs
    rgb = np.array([spec.colour for spec in specs], np.uint8)
    words = [f"{read_facts(spec).pattern} {spec.category}" for spec in specs]
    traits = read_traits([spec.category for spec in specs], words, rgb)
    titles = [studio.describe(spec).title for spec in specs]
    return Bench(studio, open_encoder(studio.runner.run, ENCODER.id, ""), trial, traits, titles)


def test_who_listens_leads_to_the_next_purchase(studio: Studio, trial: Trial) -> None:
    deaf = measure_warhol(bench(studio, trial), users=60)
    keen = measure_warhol(bench(listening(studio), trial), users=60)
    assert keen["hr20_warhol"] >= 0.7 * keen["hr20_user_vector"]
    assert keen["hr20_warhol"] > deaf["hr20_warhol"]
    for name in ("best_of", "rsvd", "item_knn", "user_vector"):
        assert deaf[f"hr20_{name}"] == keen[f"hr20_{name}"]
        assert 0 <= keen[f"ndcg20_{name}"] <= keen[f"hr20_{name}"] <= 1


def test_designs_are_attributed_to_whom_they_are_for(studio: Studio, trial: Trial) -> None:
    deaf, keen = (measure_personal(bench(each, trial)) for each in (studio, listening(studio)))
    assert keen["personalised"] > deaf["personalised"]
    assert keen["personalised"] == pytest.approx(keen["personalised_nearest"], abs=0.25)
    assert keen["personalised_random"] == pytest.approx(1 / 3)
    assert keen["novelty"] < deaf["novelty"] + 1e-6  # what is in the shop already is not new
    assert deaf["diversity"] > keen["diversity"]  # who does not listen answers with everything
    for figures in (deaf, keen):
        assert 0 <= figures["text_agreement"] <= 1
    assert keen["text_agreement"] > 0.5


def test_words_that_are_wrong_are_found_out(studio: Studio, trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    right = measure_personal(bench(listening(studio), trial))["text_agreement"]
    liar = listening(studio)
    honest = liar.describe
    monkeypatch.setattr(
        liar, "describe", lambda spec, **more: honest(replace(spec, colour=(250, 252, 38), category="Hat"), **more)
    )
    assert measure_personal(bench(liar, trial))["text_agreement"] < right - 0.2


def test_another_encoder_s_trial_is_refused(studio: Studio, trial: Trial, tmp_path: Path) -> None:
    other = Trial(shop=trial.shop, vectors=trial.vectors, encoder="other")
    with pytest.raises(ValueError, match="another encoder"):
        bench(studio, other)
