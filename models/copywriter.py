"""The studio's verb for words: what a design is called and how a shop would describe it."""

from __future__ import annotations

from typing import cast

from models.design import DesignSpec
from models.facts import read_facts
from models.muse import Muse
from models.types import Job
from models.wire import Call
from models.wording import DescribeRequest, DescribeResult, Example, Facts, Length


class Copywriter(Muse):
    """Mixed into `Studio`."""

    def facts_of(self, design: DesignSpec | str) -> Facts:
        """What a design, or a saved one by its id, truly is, in the trade's words.  Raises InputError."""
        return read_facts(self._resolve(design, {})[0])

    def describe(
        self,
        design: DesignSpec | str | Facts,
        *,
        example: Example | None = None,
        seed: int = 0,
        length: Length = "",
        backend: str = "",
        job: Job | None = None,
    ) -> DescribeResult:
        """Title, description and keywords of a design, of a saved one by its id, or of facts that were read before.

        They claim nothing that the facts do not have, and follow the manner of `example`, a product of the shop.
        `text` of the answer is what `DesignSpec.text` holds.  Raises InputError, BackendFailedError.
        """
        facts = design if isinstance(design, Facts) else self.facts_of(design)
        request = DescribeRequest(facts=facts, example=example, seed=seed, length=length)
        call = Call(verb="describe", backend=backend or self.settings.writer, request=request, seed=seed)
        return cast(DescribeResult, self.runner.run(call, job or Job()).result)
