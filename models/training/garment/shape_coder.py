"""Train the shape coder: outline, relief and trim in 16×16×8 numbers.

    python -m models.training.garment.shape_coder --work work --minutes 15

Some of the examples are given as line art only, as a designer would draw them.  Writes `work/shape_coder.pt`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from models.nets.garment import ShapeCoder, find_lines
from models.training.garment.material import RELIEF_LEVELS, Garments, read_garments
from models.training.loop import Average, Run, draw_rows

BATCH = 12
LEARNING_RATE = 1.5e-3
NOISE = 0.1
LINE_ART_SHARE = 0.25
DECAY = 0.995


def planes_of(garments: Garments, rows: np.ndarray) -> tuple[Tensor, Tensor, Tensor]:
    """alpha (0..1), relief (log shade) and trim (0..1) of some garments, each (N, 1, 256, 256)."""
    alpha = torch.from_numpy(garments.alpha[rows])[:, None].float() / 255
    relief = torch.from_numpy(garments.relief[rows])[:, None].float() / RELIEF_LEVELS
    trim = torch.from_numpy(garments.trim[rows])[:, None].float() / 255
    return alpha, relief * alpha, trim


def vary(planes: tuple[Tensor, Tensor, Tensor], rng: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Mirrored, shifted and slightly stretched, all garments of the batch alike per row."""
    n = len(planes[0])
    grid = torch.eye(2, 3).repeat(n, 1, 1)
    grid[:, 0, 0] = torch.from_numpy(rng.choice([-1, 1], n) * rng.uniform(0.92, 1.12, n)).float()
    grid[:, 1, 1] = torch.from_numpy(rng.uniform(0.92, 1.12, n)).float()
    grid[:, :, 2] = torch.from_numpy(rng.uniform(-0.04, 0.04, (n, 2))).float()
    where = F.affine_grid(grid, [n, 1, 256, 256], align_corners=False)
    alpha, relief, trim = (F.grid_sample(plane, where, align_corners=False) for plane in planes)
    return alpha, relief, trim


def as_line_art(lines_N1HW: Tensor, rng: np.random.Generator) -> Tensor:
    """What a pen would leave of the construction lines: only the strong ones, dark, all alike."""
    limit = float(rng.uniform(0.3, 0.7))
    return -torch.sigmoid((-lines_N1HW - limit) * 12)


def shape_loss(
    found: tuple[Tensor, Tensor, Tensor], wanted: tuple[Tensor, Tensor, Tensor], relief_weight_N111: Tensor
) -> dict[str, Tensor]:
    """Outline by cross-entropy and soft IoU, relief by L1 on itself and on its steps at three scales, trim."""
    (alpha_logit, relief, trim_logit), (alpha, relief_true, trim) = found, wanted
    share = torch.sigmoid(alpha_logit)
    overlap, union = (share * alpha).sum((1, 2, 3)), (share + alpha - share * alpha).sum((1, 2, 3))
    inside = alpha * relief_weight_N111
    gap, steps = (relief - relief_true) * inside, torch.zeros(())
    level = gap
    for _ in range(3):
        steps = steps + level.diff(dim=2).abs().mean() + level.diff(dim=3).abs().mean()
        level = F.avg_pool2d(level, 2)
    return {
        "outline": F.binary_cross_entropy_with_logits(alpha_logit, alpha) * 4 + (1 - overlap / (union + 1)).mean(),
        "relief": gap.abs().mean() * 10,
        "steps": steps * 8,
        "trim": F.binary_cross_entropy_with_logits(trim_logit, trim, weight=0.1 + alpha) * 2,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    train = read_garments(arguments.work / "garments.npz").side("train")
    net = ShapeCoder().to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(net.parameters(), LEARNING_RATE)
    average = Average(net, DECAY)
    parts = {"net": net, "average": average, "optimiser": optimiser}
    run = Run(arguments.work / "shape_coder.pt", parts, arguments.minutes, LEARNING_RATE)

    def learn(step: int) -> dict[str, float]:
        rng = np.random.default_rng((1, step))
        with torch.no_grad():
            alpha, relief, trim = vary(planes_of(train, draw_rows(step, BATCH, len(train), 1)), rng)
            lines = find_lines(relief) * alpha
            drawn = torch.from_numpy(rng.random(len(alpha)) < LINE_ART_SHARE).float().view(-1, 1, 1, 1)
            shown = torch.where(drawn > 0, as_line_art(lines, rng), lines)
        run.set_rate(optimiser)
        with torch.autocast("cpu", torch.bfloat16):
            code = net.encode(alpha, relief * (1 - drawn), shown, trim)
            found = net.decode(code + NOISE * torch.randn_like(code))
        losses = shape_loss(
            (found[0].float(), found[1].float(), found[2].float()), (alpha, relief, trim), 1 - 0.7 * drawn
        )
        losses["spread"] = 0.001 * code.float().square().mean()
        loss = torch.stack(list(losses.values())).sum()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        average.follow(net, step)
        return {name: part.item() for name, part in losses.items()}

    run.train(learn, BATCH)


if __name__ == "__main__":
    main()
