"""Train the shape coder: 9,216 numbers of a shape as 1,024, without losing collars, plackets and seams.

    python -m models.training.prior.shapes --work work --minutes 20

Reads `work/views.npz`, writes `work/shapes.pt`.  Outline and relief are compared point by point and by their slopes;
in the second half a critic of patches keeps the relief crisp where it cannot be known point by point.  Latents are
noised while learning, so that what the flow gets slightly wrong still decodes to cloth.

Source: Rombach et al., Latent Diffusion, arXiv 2112.10752 (§3.1: an autoencoder with a patch critic).
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm

from models.nets.prior import ShapeCoder, split_code
from models.training.loop import Average, Run, draw_rows, each_batch
from models.training.prior.material import LEVELS, VIEWS, read_views

BATCH = 32
LEARNING_RATE = 1.5e-3
DECAY = 0.997
NOISE = 0.2
"""Largest standard deviation of the noise on a latent, whose own is 1."""
OUTSIDE = 0.05
"""What relief counts outside of the outline."""
WEIGHT_RELIEF, WEIGHT_SLOPE, WEIGHT_TRIM, WEIGHT_CRITIC = 3.0, 2.0, 0.5, 0.02
CRITIC_FROM = 0.4
"""Share of the minutes after which the critic is listened to."""


class Critic(nn.Module):
    """Does this patch of distance, relief and lines look like a real garment's?  Logits of 16×16 patches."""

    def __init__(self, width: int = 40) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.PixelUnshuffle(2),
            spectral_norm(nn.Conv2d(8, width, 3, padding=1)), nn.LeakyReLU(0.2),
            spectral_norm(nn.Conv2d(width, 2 * width, 4, 2, 1)), nn.LeakyReLU(0.2),
            spectral_norm(nn.Conv2d(2 * width, 2 * width, 3, padding=1)), nn.LeakyReLU(0.2),
            spectral_norm(nn.Conv2d(2 * width, 1, 3, padding=1)),
        )  # fmt: skip

    def forward(self, fine_N2HW: Tensor) -> Tensor:
        return torch.as_tensor(self.net(fine_N2HW * fine_N2HW.new_tensor([1.0, 3.0]).view(1, 2, 1, 1)))


def draw_codes(shape: NDArray[np.int8], rows: NDArray[np.int_], rng: np.random.Generator) -> Tensor:
    """A view of each garment (N, 9216)."""
    views = rng.integers(0, shape.shape[1], len(rows))
    return torch.from_numpy(shape[rows, views].astype(np.float32) / LEVELS)


def compare(made: Tensor, real: Tensor) -> dict[str, Tensor]:
    """The parts of the reconstruction's loss."""
    (fine, coarse), (fine_real, coarse_real) = split_code(made), split_code(real)
    gap = fine - fine_real
    inside = OUTSIDE + (1 - OUTSIDE) * (fine_real[:, :1] * 12 + 1).clamp(0, 1)
    near = 1 + 3 * (fine_real[:, :1].abs() < 0.25).float()
    slope = [(gap[..., 1:, :] - gap[..., :-1, :]), (gap[..., 1:] - gap[..., :-1])]
    steep = (slope[0][:, 1:].abs() * inside[..., 1:, :]).mean() + (slope[1][:, 1:].abs() * inside[..., 1:]).mean()
    edge = (slope[0][:, :1].abs()).mean() + (slope[1][:, :1].abs()).mean()
    return {
        "distance": (gap[:, :1].abs() * near).mean() + edge,
        "relief": WEIGHT_RELIEF * (gap[:, 1:].abs() * inside).mean(),
        "slope": WEIGHT_SLOPE * steep,
        "trim": WEIGHT_TRIM * (coarse - coarse_real).abs().mean(),
    }


def seen(fine_N2HW: Tensor, outline: Tensor) -> Tensor:
    """Distance and the relief inside of an outline (N, 1, 64, 64), as the critic sees them."""
    inside = (outline * 12 + 1).clamp(0, 1)
    return torch.cat([fine_N2HW[:, :1], fine_N2HW[:, 1:] * inside], 1)


@torch.inference_mode()
def measure(net: ShapeCoder, codes: Tensor) -> dict[str, float]:
    """Overlap of outlines, and how far off relief and its slopes are, of the round trip."""
    net.eval()
    made = torch.cat([net.decode(net.encode(codes[part])) for part in each_batch(len(codes), 64)])
    (fine, _), (fine_real, _) = split_code(made), split_code(codes)
    grown = [F.interpolate(f[:, :1], scale_factor=4, mode="bicubic") > 0 for f in (fine, fine_real)]
    overlap = (grown[0] & grown[1]).flatten(1).sum(1) / (grown[0] | grown[1]).flatten(1).sum(1)
    inside = (fine_real[:, :1] > 0).float()
    gap = ((fine - fine_real)[:, 1:].abs() * inside).sum() / inside.sum()
    spread = (fine_real[:, 1:].abs() * inside).sum() / inside.sum()
    slopes = [((f[:, 1:, 1:] - f[:, 1:, :-1]).abs() * inside[:, :, 1:]).mean().item() for f in (fine, fine_real)]
    net.train()
    return {
        "outline_iou": overlap.mean().item(), "outline_iou_worst_1_in_20": overlap.quantile(0.05).item(),
        "relief_error_share": (gap / spread).item(), "relief_slope_share": slopes[0] / max(slopes[1], 1e-9),
    }  # fmt: skip


def train(shape: NDArray[np.int8], checkpoint: Path, minutes: float) -> tuple[ShapeCoder, Run]:
    """Train on views (N, VIEWS, 9216), or go on training; returns the averaged coder."""
    torch.manual_seed(1)
    net, critic = ShapeCoder().to(memory_format=torch.channels_last), Critic().to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(net.parameters(), LEARNING_RATE, betas=(0.9, 0.98), weight_decay=0.01)
    against = torch.optim.Adam(critic.parameters(), LEARNING_RATE / 3, betas=(0.5, 0.98))
    average = Average(net, DECAY)
    parts: dict[str, Any] = {
        "net": net, "critic": critic, "average": average, "optimiser": optimiser, "against": against,
    }  # fmt: skip
    run = Run(checkpoint, parts, minutes, LEARNING_RATE, floor=0.05)

    def learn(step: int) -> dict[str, float]:
        rng = np.random.default_rng((2, step))
        real = draw_codes(shape, draw_rows(step, BATCH, len(shape), 2), rng)
        run.set_rate(optimiser)
        run.set_rate(against, 1 / 3)
        with torch.autocast("cpu", torch.bfloat16):
            latent = net.encode(real)
            latent = latent + torch.randn_like(latent) * NOISE * torch.rand(len(latent), 1, 1, 1)
            made = net.decode(latent)
        made = made.float()
        losses = compare(made, real)
        fine, outline = split_code(made)[0], split_code(real)[0][:, :1]
        if run.spent_s > CRITIC_FROM * run.budget_s:
            with torch.autocast("cpu", torch.bfloat16):
                losses["critic"] = -WEIGHT_CRITIC * critic(seen(fine, outline)).float().mean()
        optimiser.zero_grad(set_to_none=True)
        torch.stack(list(losses.values())).sum().backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        average.follow(net, step)
        told = {name: part.item() for name, part in losses.items()}
        if run.spent_s > 0.8 * CRITIC_FROM * run.budget_s:
            with torch.autocast("cpu", torch.bfloat16):
                good = critic(seen(split_code(real)[0], outline)).float()
                bad = critic(seen(fine.detach(), outline)).float()
            loss = F.relu(1 - good).mean() + F.relu(1 + bad).mean()
            against.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            against.step()
            told["against"] = loss.item()
        return told

    run.train(learn, BATCH)
    net.load_state_dict(average.weights)
    return net.eval().requires_grad_(False), run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    views = read_views(arguments.work / "views.npz")
    train_side, held_out = (views["shape"][views["split"] == side] for side in ("train", "held_out"))
    net, run = train(train_side, arguments.work / "shapes.pt", arguments.minutes)
    held = torch.from_numpy(held_out[:, 0].astype(np.float32) / LEVELS)
    figures = measure(net, held)
    print({name: round(value, 4) for name, value in figures.items()}, f"{run.step} steps of {BATCH}, {VIEWS} views")


if __name__ == "__main__":
    main()
