"""Train the network that finds a garment's landmarks.

    python -m assets.recipes.landmark_drafts --out work/landmark_drafts.npz
    python -m models.training.landmarks.train --data ../shared/data/clothing --work work --minutes 40

Every tenth draft is held out; cloth comes from the middles of training photos.  A checkpoint is written every two
minutes to `work/landmarks.pt`; the run resumes from it.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from models.backends.garment_landmarks import to_input
from models.nets.landmarks import LandmarkNet
from models.training.card import write_model
from models.training.dataset import read_photos, read_rgb
from models.training.landmarks.dolls import OUT_PX, Dolls, Example
from models.training.loop import Average, Run

BATCH = 16
LEARNING_RATE = 2e-3
EMA_DECAY = 0.998
SPREAD_PX = 1.5
"""Width of a heat map's spot, in pixels of the answer."""
CLOTHS, CLOTH_PX = 500, 96

TEXTS = {
    "name": "landmarks",
    "title": "Garment landmarks",
    "summary": "Where neck, shoulders, armpits, cuffs, waist, hem and crotch are on the cut-out of a garment.",
    "data": "this project's drafted garments (assets/recipes/drafts), bent, crumpled and recoloured; patches of cloth "
    "from alexeygrigorev/clothing-dataset",
    "data_licence": "CC0-1.0",
    "licence": "Apache-2.0",
    "architecture": "residual U-Net with heat maps; models/nets/landmarks.py",
    "limits": "Tops, dresses, coats, trousers, shorts and skirts that lie or hang nearly upright and are shown "
    "from the front. It is told the kind.",
}


def to_targets(examples: list[Example]) -> Tensor:
    """Heat maps (N, 13, h, w) at half the picture's size."""
    spots, shown = np.stack([each.spots for each in examples]), np.stack([each.shown for each in examples])
    lines, columns = np.arange(OUT_PX // 2)[:, None], np.arange(OUT_PX // 2)[None, :]
    x, y = spots[..., 0] / 2 - 0.25, spots[..., 1] / 2 - 0.25
    far = (columns - x[..., None, None]) ** 2 + (lines - y[..., None, None]) ** 2
    heat = np.exp(-far / (2 * SPREAD_PX**2)) * shown[..., None, None]
    return torch.from_numpy(heat.astype(np.float32))


def read_cloths(data: Path, seed: int) -> NDArray[np.uint8]:
    """The middles of some training photos (n, s, s, 3)."""
    photos = [photo for photo in read_photos(data) if photo.split == "train"]
    found = []
    for index in np.random.default_rng(seed).permutation(len(photos))[:CLOTHS]:
        rgb = read_rgb(photos[index].path)
        h, w = rgb.shape[:2]
        side = int(0.36 * min(h, w))
        top, left = (h - side) // 2, (w - side) // 2
        found.append(cv2.resize(rgb[top : top + side, left : left + side], (CLOTH_PX, CLOTH_PX), interpolation=3))
    return np.stack(found).astype(np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--out", type=Path, default=Path("assets/weights/landmarks"))
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    cv2.setNumThreads(1)
    torch.manual_seed(arguments.seed)
    net = LandmarkNet().to(memory_format=torch.channels_last)
    average = Average(net, EMA_DECAY)
    optimiser = torch.optim.AdamW(net.parameters(), LEARNING_RATE, weight_decay=1e-2)
    run = Run(
        arguments.work / "landmarks.pt", {"net": net, "average": average, "optimiser": optimiser}, arguments.minutes,
        LEARNING_RATE, floor=0.01,
    )  # fmt: skip
    dolls = Dolls(arguments.work / "landmark_drafts.npz", read_cloths(arguments.data, arguments.seed))
    train = np.flatnonzero(~dolls.held_out)

    def learn(step: int) -> dict[str, float]:
        rng = np.random.default_rng((arguments.seed, step))
        examples = [dolls.draw(int(rng.choice(train)), rng) for _ in range(BATCH)]
        x = to_input(np.stack([each.rgba for each in examples]), [each.group for each in examples])
        heat = to_targets(examples)
        run.set_rate(optimiser)
        with torch.autocast("cpu", torch.bfloat16):
            out = net(x.contiguous(memory_format=torch.channels_last))
        spot = F.binary_cross_entropy_with_logits(out.float(), heat, reduction="none")
        loss = 6 * ((1 + 20 * heat) * spot).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        average.follow(net, step)
        return {"loss": float(loss)}

    run.train(learn, BATCH)
    best = LandmarkNet().eval()
    best.load_state_dict(average.weights)
    recipe: dict[str, Any] = {
        "drafts": len(dolls.held_out), "held_out": int(dolls.held_out.sum()), "steps": run.step,
        "pictures_a_step": BATCH, "learning_rate": LEARNING_RATE, "minutes": round(run.spent_s / 60, 1),
        "size_px": OUT_PX,
    }  # fmt: skip
    command = (
        "python -m assets.recipes.landmark_drafts --out work/landmark_drafts.npz\n"
        f"python -m models.training.landmarks.train --data DIR/clothing --work work --minutes {arguments.minutes:g}"
    )
    tensors = {name: t.half() if t.is_floating_point() else t for name, t in best.state_dict().items()}
    print(write_model(arguments.out, tensors, {**TEXTS, "command": command}, {}, recipe), flush=True)


if __name__ == "__main__":
    main()
