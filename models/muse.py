"""The studio's verb for new designs: imagine them for a taste, and keep one of them with how it came to be."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from threading import Lock
from typing import Any, cast

from models.atelier import SIZE_PX, Atelier, make_title
from models.design import DesignSpec, TweakRequest, TweakResult, check_size
from models.designing import Origin, Record
from models.errors import InputError
from models.imagining import Habits, ImagineRequest, ImagineResult, Part
from models.types import Artefact, Job, Provenance
from models.wire import Call

NO_HABITS = Habits()
PRINTS, LARGEST_PX = 16, 512
"""Pictures of designs, and their largest side, that are kept in memory: what was looked at is saved without printing it
again."""
REMEMBERED = 32
"""Answers that are kept in memory, so that keeping one of them does not imagine it again."""


class Muse(Atelier):
    """Mixed into `Studio`.

    An imagined design is kept as any other, with the wish that it answers and its place among the answers.  The same
    wish gives the same answers, so `keep_imagined` takes the wish again rather than the spec:

        wish = {"taste": segment.taste.vector, "encoder": segment.taste.encoder, "seed": 4}
        specs = studio.imagine(**wish)                         # twelve, the one that fits best first
        picture = studio.preview(specs[2], size_px=256)        # to show it
        design = studio.keep_imagined(2, **wish, text="…")     # to save it
    """

    def imagine(
        self,
        taste: Sequence[float] = (),
        *,
        encoder: str = "",
        habits: Habits = NO_HABITS,
        count: int = 12,
        seed: int = 0,
        closeness: float = 0.6,
        diversity: float = 0.5,
        category: str = "",
        colour: Sequence[int] | None = None,
        start: DesignSpec | str | None = None,
        locked: Sequence[Part] = (),
        change: float = 1.0,
        ruled: bool = True,
        job: Job | None = None,
    ) -> tuple[DesignSpec, ...]:
        """Specs of designs that nobody has made yet, the one that fits best first; nothing is saved.

        The wishes are those of `ImagineRequest`; `start` may be the id of a saved design.  Raises InputError for wishes
        that cannot be, CapabilityError for a taste of another encoder.
        """
        wish = {
            "taste": taste, "encoder": encoder, "habits": habits, "count": count, "seed": seed, "closeness": closeness,
            "diversity": diversity, "category": category, "colour": colour, "start": start, "locked": locked,
            "change": change, "ruled": ruled,
        }  # fmt: skip
        return self._imagine(self._wish(wish)[0], self.settings.imaginer, job or Job())[0]

    def keep_imagined(
        self,
        index: int,
        taste: Sequence[float] = (),
        *,
        text: str = "",
        size_px: int = SIZE_PX,
        title: str | None = None,
        job: Job | None = None,
        **wish: Any,
    ) -> Artefact:
        """Save answer number `index` (from 0) of a wish, `size_px` large, with its words and how it came to be.

        `taste` and `wish` are what `imagine` was asked.  The same question again is answered from the workspace.
        Raises InputError when there is no such answer.
        """
        check_size(size_px)
        request, sources = self._wish({"taste": taste, **wish})
        if type(index) is not int or not 0 <= index < request.count:
            raise InputError(f"There are {request.count} designs to choose from.")
        job = job or Job()
        specs, weights = self._imagine(request, self.settings.imaginer, job)
        design = replace(specs[index], text=text)
        origin = Origin(request=request, index=index, backend=self.settings.imaginer, weights_sha256=weights)
        record = Record(verb="imagine", design=design, size_px=size_px, origin=origin)
        return self._save(record, sources, title or make_title(design), {}, job)

    def _imagine(self, request: ImagineRequest, backend: str, job: Job) -> tuple[tuple[DesignSpec, ...], str]:
        """The answers to a wish and the hash of the weights that gave them; from memory where they were given."""
        known = (backend, self.registry.weights_sha256(backend), request)
        with self._guard:
            if known in self._answers:
                self._answers.move_to_end(known)
                return self._answers[known], known[1]
        outcome = self.runner.run(Call(verb="imagine", backend=backend, request=request, seed=request.seed), job)
        specs, weights = cast(ImagineResult, outcome.result).specs, outcome.provenance.weights_sha256
        with self._guard:
            self._answers[backend, weights, request] = specs
            while len(self._answers) > REMEMBERED:
                self._answers.popitem(last=False)
        return specs, weights

    def _tweak(self, request: TweakRequest, job: Job, backend: str = "") -> tuple[TweakResult, Provenance]:
        """See `Easel._tweak`; the last few pictures are remembered, whatever words their designs have."""
        if request.lines or request.size_px > LARGEST_PX:
            return super()._tweak(request, job, backend)
        by = backend or self.settings.designer
        bare = replace(request, spec=replace(request.spec, text=""))
        known = (by, self.registry.weights_sha256(by), bare)
        with self._guard:
            found = self._prints.get(known)
        if found is not None:
            job.report(1.0, "Done")  # stops here when the user has stopped it
        else:
            found = super()._tweak(request, job, by)
            with self._guard:
                self._prints[known] = found
                while len(self._prints) > PRINTS:
                    self._prints.popitem(last=False)
        return replace(found[0], image=found[0].image.copy()), found[1]

    @cached_property
    def _prints(self) -> OrderedDict[tuple[str, str, TweakRequest], tuple[TweakResult, Provenance]]:
        return OrderedDict()

    @cached_property
    def _guard(self) -> Lock:
        return Lock()

    @cached_property
    def _answers(self) -> OrderedDict[tuple[str, str, ImagineRequest], tuple[DesignSpec, ...]]:
        return OrderedDict()

    def _wish(self, wish: dict[str, Any]) -> tuple[ImagineRequest, tuple[str, ...]]:
        """A wish as a request, and the pictures that its start came from.  Raises InputError."""
        sources: tuple[str, ...] = ()
        start = wish.get("start")
        if isinstance(start, str):
            artefact, record = self._record(start)
            start, sources = record.design, artefact.parents
        try:
            taste = tuple(float(value) for value in wish.get("taste", ()))
            locked = tuple(dict.fromkeys(wish.get("locked", ())))
            colour = wish.get("colour")
            colour = None if colour is None else tuple(int(value) for value in colour)
            plain = {name: value for name, value in wish.items() if name not in ("taste", "locked", "colour", "start")}
            plain.setdefault("ruled", True)
            return ImagineRequest(**plain, taste=taste, locked=locked, colour=colour, start=start), sources
        except (TypeError, ValueError) as error:
            raise InputError("This is not a wish.", "See the API page for its form.") from error
