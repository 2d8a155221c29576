"""Train the network that finds a person in a photo.

    python -m models.training.person.renders --data ../shared/data/mpfb --out work/person_renders.npz --count 1800
    python -m models.training.person.train --renders work/person_renders.npz --grounds ../shared/data/clothing/images \\
        --work work --minutes 12

Every tenth render is held out.  A checkpoint is written every two minutes to `work/person.pt`; the run resumes from it.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from models.nets.person import PARTS, PersonNet
from models.training.card import write_model
from models.training.loop import Average, Run
from models.training.person.colours import Painter
from models.training.person.measure import measure

BATCH = 16
LEARNING_RATE = 2e-3
EMA_DECAY = 0.997
SPREAD_PX = 1.5
"""Width of a heat map's spot, in pixels of the answer."""
HELD_OUT = 10

TEXTS = {
    "name": "person",
    "title": "Person finder",
    "summary": "First guess of 18 points and the parts of the body on a photo of one person, to be checked by hand.",
    "data": "renders of the MPFB base mesh (shapes, poses, cloths and light at random) over photos of "
    "alexeygrigorev/clothing-dataset",
    "data_licence": "CC0-1.0",
    "licence": "Apache-2.0",
    "architecture": "residual U-Net with heat maps; models/nets/person.py",
    "limits": "Has never seen a photo of a person: only renders. One person, nearly upright, most of the body in the "
    "picture. Not measured on photos of people for want of any; the points are there to be moved.",
}


def to_targets(keys: NDArray[Any], part: NDArray[Any]) -> tuple[Tensor, Tensor, Tensor]:
    """Heat maps (N, 18, h, w), how much each counts (N, 18), and parts (N, h, w), at half the picture's size.

    `keys` (N, P, 18, 3) are of P people.
    """
    _, height, width = part.shape
    lines, columns = np.arange(height // 2)[:, None], np.arange(width // 2)[None, :]
    x, y = keys[..., 0] / 2 - 0.25, keys[..., 1] / 2 - 0.25
    far = (columns - x[..., None, None]) ** 2 + (lines - y[..., None, None]) ** 2
    heat = np.exp(-far / (2 * SPREAD_PX**2)).astype(np.float32)
    heat[keys[..., 2] == 0] = 0
    heat = heat.max(1)
    count = np.where((keys[..., 2] == 0.5).any(1), 0.6, 1.0).astype(np.float32)
    small = np.ascontiguousarray(part[:, ::2, ::2]).astype(np.int64)
    return torch.from_numpy(heat), torch.from_numpy(count), torch.from_numpy(small)


def to_picture(pictures: NDArray[Any]) -> Tensor:
    """Pictures (N, H, W, 3) uint8 as the net takes them."""
    x = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1
    return x.contiguous(memory_format=torch.channels_last)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--renders", type=Path, default=Path("work/person_renders.npz"))
    parser.add_argument("--grounds", type=Path)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--out", type=Path, default=Path("assets/weights/person"))
    parser.add_argument("--minutes", type=float, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    net = PersonNet().to(memory_format=torch.channels_last)
    average = Average(net, EMA_DECAY)
    optimiser = torch.optim.AdamW(net.parameters(), LEARNING_RATE, weight_decay=1e-2)
    run = Run(
        arguments.work / "person.pt", {"net": net, "average": average, "optimiser": optimiser}, arguments.minutes,
        LEARNING_RATE, floor=0.01,
    )  # fmt: skip
    painter = Painter(arguments.renders, arguments.grounds, arguments.seed + run.step)
    train = np.flatnonzero(np.arange(painter.count) % HELD_OUT)
    weight = torch.ones(PARTS)
    weight[0] = 0.6

    def learn(step: int) -> dict[str, float]:
        examples = [painter.any_example(train) for _ in range(BATCH)]
        pictures, parts, keys = (np.stack(each) for each in zip(*examples, strict=True))
        heat, count, part = to_targets(keys, parts)
        behind = torch.from_numpy(((parts == 2).sum((1, 2)) == 0) & ((parts > 0).sum((1, 2)) > 0)).float()
        run.set_rate(optimiser)
        with torch.autocast("cpu", torch.bfloat16):
            heat_out, part_out, back_out = net(to_picture(pictures))
        spot = F.binary_cross_entropy_with_logits(heat_out.float(), heat, reduction="none")
        points = ((1 + 20 * heat) * spot).mean((2, 3)).mul(count).mean()
        place = F.cross_entropy(part_out.float(), part, weight=weight)
        back = F.binary_cross_entropy_with_logits(back_out.float(), behind)
        loss = 6 * points + place + 0.1 * back
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        average.follow(net, step)
        return {"points": float(points), "parts": float(place), "back": float(back)}

    run.train(learn, BATCH)
    best = PersonNet().eval()
    best.load_state_dict(average.weights)
    figures = measure(best, arguments.renders, arguments.grounds, HELD_OUT)
    print(figures, flush=True)
    recipe = {
        "renders": painter.count, "held_out": painter.count // HELD_OUT, "steps": run.step, "pictures_a_step": BATCH,
        "learning_rate": LEARNING_RATE, "minutes": round(run.spent_s / 60, 1), "size_px": "128 × 96",
    }  # fmt: skip
    command = (
        "python -m models.training.person.renders --data DIR/mpfb --out work/person_renders.npz --count "
        f"{painter.count}\npython -m models.training.person.train --grounds DIR/clothing/images --work work "
        f"--minutes {arguments.minutes:g}"
    )
    tensors = {name: t.half() if t.is_floating_point() else t for name, t in best.state_dict().items()}
    print(write_model(arguments.out, tensors, {**TEXTS, "command": command}, figures, recipe), flush=True)


if __name__ == "__main__":
    main()
