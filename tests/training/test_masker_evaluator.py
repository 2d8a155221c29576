"""The masker's evaluator: GrabCut works beside our masker, and its scores do not depend on that."""

import numpy as np
from PIL import Image

from models.graphcut import cut_out
from models.training.evaluators.masker import Scores, add_scores
from models.training.metrics.masks import at_judged_size, iou
from models.types import Job, MaskRequest, MaskResult
from tests.products import photo


class BusyMasker:
    """Runs graph cuts of its own all the while, as ours does, and finds everything."""

    def mask(self, request: MaskRequest, job: Job) -> MaskResult:
        """All of the photo is product."""
        for _ in range(3):
            cut_out(np.asarray(request.image))
        alpha = Image.new("L", request.image.size, 255)
        return MaskResult(alpha=alpha, colour=request.image, parts=(), touches_border=True, confidence=1.0)


def test_the_rival_scores_the_same_beside_a_masker_that_cuts_as_well() -> None:
    scores = Scores()
    for seed in (1, 2):
        image, mask = photo(seed=seed)
        add_scores(scores, BusyMasker(), np.asarray(image), mask.astype(np.float32))  # type: ignore[arg-type]
        alone = iou(at_judged_size(cut_out(np.asarray(image))), at_judged_size(mask))
        assert scores.grabcut_iou[-1] == alone > 0.8
        assert scores.iou[-1] == iou(at_judged_size(np.ones_like(mask)), at_judged_size(mask))
    assert len(scores.pictures) == 2
