"""Train the pattern coder: the mix of a swatch in 448 numbers.

    python -m models.training.garment.pattern_coder --work work --minutes 5

Half of a batch are swatches of real patterned garments, turned, mirrored and magnified, half are drawn patterns.
Writes `work/pattern_coder.pt`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.backends.garment_reading import measure_loss
from models.nets.garment import PatternCoder
from models.training.garment.material import read_garments
from models.training.garment.patterns import draw_pattern
from models.training.loop import Run

BATCH = 48
LEARNING_RATE = 2e-3
NOISE = 0.1
"""Of the code in training, so that codes between two patterns mean something."""


def draw_batch(swatches: NDArray[np.uint8], rng: np.random.Generator) -> Tensor:
    """Mixes (BATCH, 1, 64, 64)."""
    drawn = [draw_pattern(rng) for _ in range(BATCH // 2)]
    real = [vary(swatches[row], rng) for row in rng.integers(len(swatches), size=BATCH - len(drawn))]
    return torch.from_numpy(np.stack(drawn + real))[:, None]


def vary(swatch: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.float32]:
    """A real swatch turned, mirrored and up to a third larger."""
    size = int(rng.integers(48, 65))
    y, x = rng.integers(0, 65 - size, 2)
    part = cv2.resize(swatch[y : y + size, x : x + size], (64, 64), interpolation=cv2.INTER_LINEAR)
    part = np.rot90(part[:, ::-1] if rng.random() < 0.5 else part, int(rng.integers(4)))
    return np.asarray(np.ascontiguousarray(part) / 255, np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    cv2.setNumThreads(1)
    torch.manual_seed(1)
    train = read_garments(arguments.work / "garments.npz").side("train")
    swatches = train.swatch[train.patterned]
    net = PatternCoder().to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(net.parameters(), LEARNING_RATE)
    run = Run(
        arguments.work / "pattern_coder.pt", {"net": net, "optimiser": optimiser}, arguments.minutes, LEARNING_RATE
    )

    def learn(step: int) -> dict[str, float]:
        mix = draw_batch(swatches, np.random.default_rng((1, step)))
        run.set_rate(optimiser)
        with torch.autocast("cpu", torch.bfloat16):
            code = net.encode(mix)
            logits = net.decode(code + NOISE * torch.randn_like(code))
        spread = code.float().square().mean()
        loss = measure_loss(logits.float(), mix) + 0.001 * spread
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        return {"loss": loss.item(), "spread": spread.item()}

    run.train(learn, BATCH)


if __name__ == "__main__":
    main()
