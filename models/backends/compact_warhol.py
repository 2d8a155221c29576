"""New designs by the project's own prior: a flow over shape, cloth and colours, steered by a taste.

More designs than asked are made; broken ones are dropped, and of the rest those are chosen that fit the taste and one
another's company.  What a design would look like to the encoder is guessed from its numbers, so that nothing has to be
drawn for the choice.

Sources: Ho & Salimans, Classifier-free guidance, arXiv 2207.12598; Carbonell & Goldstein, maximal marginal relevance,
SIGIR 1998 (each next one is the best that is not like those before); Meng et al., SDEdit, arXiv 2108.01073 (a variation
is the design, noised a little and found again).
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.backends.warhol_habits import Aim, aim
from models.backends.warhol_patterns import FOLDER, read_patterns
from models.backends.warhol_rows import Draft, Scribe
from models.backends.warhol_rules import rule
from models.backends.warhol_tailor import Tailor
from models.backends.weights import load_weights, pick_device
from models.design import CATEGORIES, DesignSpec
from models.errors import BackendFailedError, BackendUnavailableError, CapabilityError
from models.hub import join_hashes
from models.imagining import ImagineRequest, ImagineResult
from models.nets.prior import (
    CLOCK_OF,
    CLOCKS,
    MAIN,
    NOBODY,
    OUTLINE,
    RELIEF,
    SIZE,
    TASTE,
    Chooser,
    Prior,
    Scales,
    Seer,
    ShapeCoder,
    Wish,
)
from models.oklab import to_oklab
from models.types import BackendInfo, Job

STEPS = 14
MORE, SPARE, FEWEST = 2, 4, 16
"""How many candidates are made for each design that is asked for, how many on top, and how many at least: who asks for
one wants the best of several."""
MOST_CANDIDATES = 80
ROUNDS = 3
"""How often broken designs are replaced by new ones before the taste is held to be beyond the prior."""
GUIDANCE_TASTE = (0.8, 3.0)
"""How far the flow is pushed towards the taste at closeness 0 and 1; 1 is what it learned."""
GUIDANCE_KIND = 1.5
CARE = (0.2, 0.5)
"""How smooth outlines and how calm reliefs are to be; ranks, 0 best.  Nothing is pushed away from worse ones."""
FORMER_CARE = (0.2, 0.1), (0.8, 0.8)
"""The same for wishes of older versions, and what theirs were pushed away from: dark cloth has busy reliefs in photos,
so calm ones came out pale."""
CALM_OUTLINE, CALM_RELIEF = 0.8, (0.75, 0.15)
"""How loud the noise is that designs are made from: for the outline, and for a patch's first and last component.  What
the flow has not learned comes out as strong as its noise, and folds without sense look crumpled."""
APART = 2.0
"""What being like one that was chosen before costs at diversity 1; lying wholly on the taste gains `closeness`."""
SAME_LOOK, SAME_COLOUR = 0.5, 0.08
"""How much of being alike is having one kind, print and colour rather than what the seer says, and the distance in
OKLab at which two colours are hardly the same any more."""
CLEAR = 0.3
"""What looking like the kind of garment that it is called gains: as much as this part of lying wholly on the taste."""
CLOCKS_OF = {"shape": (0,), "cloth": (1,), "colour": (2, 3)}
MAIN_CLOCK = 2
Floats = NDArray[np.float32]
Care = tuple[float, float]


class CompactWarhol:
    """Imagines designs with the project's own prior.  Deterministic for a device and thread count."""

    info = BackendInfo(
        id="compact_warhol",
        title="Compact Warhol",
        verbs=("imagine",),
        tier="compact",
        source="assets/weights/prior",
    )

    def __init__(self, weights: Path, device: str = "auto", book: Path = FOLDER) -> None:
        """Load the weights folder and the pattern book.  Raises BackendUnavailableError when one is missing or
        damaged."""
        tensors, own_sha256 = load_weights(weights)
        patterns, book_sha256 = read_patterns(book)
        self.weights_sha256 = join_hashes([own_sha256, book_sha256])
        self.device = pick_device(device)
        coder, scales = ShapeCoder(), Scales()
        self._prior, self._chooser, self._seer = Prior(), Chooser(), Seer()
        try:
            meta = json.loads((weights / "meta.json").read_text(encoding="utf-8"))
            self.encoder = str(meta["recipe"]["encoder"])
            nets = {
                "coder": coder, "prior": self._prior, "chooser": self._chooser, "seer": self._seer, "scales": scales,
            }  # fmt: skip
            for name, net in nets.items():
                own = {key.removeprefix(name + "."): t for key, t in tensors.items() if key.startswith(name + ".")}
                net.load_state_dict(own)
                net.eval().requires_grad_(False).to(self.device)
            tailor = Tailor(patterns, tensors["tailor.prints"].cpu().numpy())
        except (KeyError, RuntimeError) as error:
            raise BackendUnavailableError(
                f"The weights in {weights.name} are not of this version of the studio.", "Get them again."
            ) from error
        self.centre = scales.centre.cpu().numpy()
        """The mean (256,) of the vectors of what it learned from: tastes were measured from there."""
        self._scribe = Scribe(coder, scales, tailor, self.device)

    def imagine(self, request: ImagineRequest, job: Job) -> ImagineResult:
        """See `protocols.Imaginer.imagine`."""
        taste = self._read_taste(request)
        wanted = min(MOST_CANDIDATES, max(FEWEST, MORE * request.count + SPARE))
        drafts: list[Draft] = []
        with torch.inference_mode():
            for turn in range(ROUNDS):
                first = turn * wanted
                drafts += self._draw(request, taste, range(first, first + wanted), job)
                whole = [draft for draft in drafts if not draft.fault]
                if len(whole) >= request.count:
                    break
            job.report(0.95, "Choosing")
            chosen = self._choose(request, taste, sorted(drafts, key=lambda draft: bool(draft.fault)), len(whole))
        return ImagineResult(specs=tuple(_keep(request, draft.spec) for draft in chosen))

    def _read_taste(self, request: ImagineRequest) -> Tensor:
        """The taste (256,), zeros for nobody's.  Raises CapabilityError when it is another encoder's."""
        if not request.taste:
            return torch.zeros(TASTE, device=self.device)
        if request.encoder != self.encoder or len(request.taste) != TASTE:
            raise CapabilityError(
                "This audience was read with another encoder than the one that new designs were learned with.",
                f"Build the audience again with {self.encoder.partition('@')[0]} as it ships with the studio.",
            )
        return torch.tensor(request.taste, dtype=torch.float32, device=self.device)

    def _draw(self, request: ImagineRequest, taste: Tensor, numbers: range, job: Job) -> list[Draft]:
        """Candidates; each has its own stream of chance, whatever else is drawn beside it."""
        streams = [np.random.default_rng((request.seed, number)) for number in numbers]
        noise = np.stack([stream.standard_normal(SIZE).astype(np.float32) for stream in streams])
        seeds = [int(stream.integers(2**31)) for stream in streams]
        aims = aim(request, self._weigh_kinds(request, taste), numbers, streams)
        known, time = self._give(request, aims)
        at = time[:, CLOCK_OF.to(self.device)]
        x = torch.from_numpy(noise * _calm()).to(self.device)
        x = at * known + (1 - at) * x
        care = (CARE, CARE) if request.ruled else FORMER_CARE
        x = self._flow(x, time, [each.kind for each in aims], taste, request.closeness, care, job)
        drafts = self._scribe.read(x, aims, seeds, request.start, request.change, request.ruled)
        own = request.start.cloth if request.start else None
        return [rule(draft, each, request.ruled, own) for draft, each in zip(drafts, aims, strict=True)]

    def _give(self, request: ImagineRequest, aims: list[Aim]) -> tuple[Tensor, Tensor]:
        """What is known of each candidate beforehand (N, SIZE), and the times of its parts (N, CLOCKS)."""
        known = torch.zeros(len(aims), SIZE, device=self.device)
        time = torch.zeros(len(aims), CLOCKS, device=self.device)
        if request.start is not None:
            known[:] = self._scribe.write(request.start)
            time[:] = 1 - request.change
            for part in request.locked:
                time[:, list(CLOCKS_OF[part])] = 1
        for row, each in enumerate(aims):
            if each.colour is not None:
                known[row, MAIN.slice] = self._scribe.write_colour(each.colour)
                time[row, MAIN_CLOCK] = 1
        return known, time

    def _weigh_kinds(self, request: ImagineRequest, taste: Tensor) -> Floats:
        """How likely each kind of garment is (17,), by the taste alone."""
        for_all, for_taste = self._chooser(torch.stack([torch.zeros_like(taste), taste]))
        share = min(1.0, 1.25 * request.closeness) if request.taste else 0.0
        return np.asarray(torch.softmax(for_all + share * (for_taste - for_all), 0).cpu().numpy(), np.float32)

    def _flow(
        self, x: Tensor, time: Tensor, kinds: list[int], taste: Tensor, closeness: float, care: tuple[Care, Care],
        job: Job,
    ) -> Tensor:  # fmt: skip
        """Carry rows (N, SIZE) from their times (N, 4) to 1, with care, away from the other care; parts that are there
        already stay."""
        n = len(x)
        told = bool(taste.abs().max() > 0) and closeness > 0
        kind = torch.tensor(kinds, device=x.device)
        other = kind if told else torch.full_like(kind, NOBODY)
        wish = Wish(
            torch.cat([kind, other]),
            torch.cat([taste.expand(n, -1) * told, torch.zeros(n, TASTE, device=x.device)]),
            torch.cat([torch.tensor(each, device=x.device).expand(n, 2) for each in care]),
        )
        low, high = GUIDANCE_TASTE
        push = low + (high - low) * closeness if told else GUIDANCE_KIND
        clock = CLOCK_OF.to(x.device)
        for step in range(STEPS):
            job.report(0.9 * step / STEPS, "Imagining")
            now, then = (time + (1 - time) * float(_pace((step + ahead) / STEPS)) for ahead in (0, 1))
            said, without = self._prior(torch.cat([x, x]), torch.cat([now, now]), wish).chunk(2)
            said = without + push * (said - without)
            share = ((then - now) / (1 - now).clamp_min(1e-6))[:, clock]
            x = x + share * (said - x)
        return x

    def _choose(self, request: ImagineRequest, taste: Tensor, drafts: list[Draft], whole: int) -> list[Draft]:
        """As many as were asked for, the one that fits best first; broken ones only where nothing else is left."""
        if whole == 0 and request.start is None:  # variations of an odd design may be odd
            raise BackendFailedError("Nothing whole came of this wish.", "Try again, or wish for less at once.")
        rows = torch.from_numpy(np.stack([draft.row for draft in drafts])).to(self.device)
        points = self._seer(rows)
        seen = points.cpu().numpy()
        worth = request.closeness * (seen @ taste.cpu().numpy()) + CLEAR * self._is_clear(points, drafts)
        worth[whole:] -= 10
        alike = (1 - SAME_LOOK) * (seen @ seen.T) + SAME_LOOK * _compare(drafts)
        order = [int(np.argmax(worth))]
        while len(order) < request.count:
            near = alike[:, order].max(1)
            score = worth - APART * request.diversity**2 * np.maximum(near, 0)
            score[order] = -np.inf
            order.append(int(np.argmax(score)))
        return [drafts[index] for index in order]

    def _is_clear(self, points: Tensor, drafts: list[Draft]) -> Floats:
        """How surely each design (n,) looks like its own kind, 0..1: as sure as of the kind it looks most like, 1."""
        odds = torch.softmax(self._chooser(points), 1).cpu().numpy()
        kinds = [CATEGORIES.index(draft.spec.category) for draft in drafts]
        return np.asarray(odds[np.arange(len(drafts)), kinds] / odds.max(1), np.float32)


def _compare(drafts: list[Draft]) -> Floats:
    """How much of kind, print and main colour each two designs share (n, n): what the encoder hardly sees."""
    lab = to_oklab(np.array([draft.spec.colour for draft in drafts], np.uint8))
    near = np.exp(-np.linalg.norm(lab[:, None] - lab[None], axis=2) / SAME_COLOUR)
    prints = [(draft.spec.category, draft.spec.cloth.pattern, draft.spec.cloth.print) for draft in drafts]
    same = np.array([[one == other for other in prints] for one in prints])
    return np.asarray(near * same, np.float32)


def _calm() -> Floats:
    """How loud the noise of each number is (SIZE,)."""
    loud = np.ones(SIZE, np.float32)
    loud[OUTLINE.slice] = CALM_OUTLINE
    loud[RELIEF.slice] = np.tile(np.geomspace(*CALM_RELIEF, RELIEF.size), RELIEF.tokens)
    return loud


def _pace(share: float) -> float:
    """The time after this share of the steps: more of them where the shape is decided, early."""
    return float(share**1.25)


def _keep(request: ImagineRequest, spec: DesignSpec) -> DesignSpec:
    """The spec with what was to be held, bit for bit."""
    start = request.start
    if start is not None:
        if "shape" in request.locked:
            spec = replace(spec, shape=start.shape, seams=start.seams)
        if "cloth" in request.locked:
            spec = replace(spec, cloth=start.cloth, seed=start.seed)
        if "colour" in request.locked:
            spec = replace(spec, colour=start.colour, accent=start.accent)
    if request.colour is not None:
        one_ink = spec.colour == spec.accent
        spec = replace(spec, colour=request.colour, accent=request.colour if one_ink else spec.accent)
    return spec
