"""Train the enlarger on the light of real garments: what a shape code keeps of a photo's folds, drawn again at 256 px.

    python -m models.training.enlarger --work work --minutes 16

Reads `work/garments.npz`; writes `work/enlarger_crops.npz`, `work/enlarger.pt` and the shipped model.  A shape code
holds the light at 64 px.  The net doubles it to 128 and, from its own result, to 256 px, and is compared with the
photo at both; the same net then goes on to 512, 1024 and 2048 px.  Some codes are made softer first: a design's shape
is often a blend of several garments.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm

from models.nets.enlarger import GAIN, Enlarger
from models.nets.garment import blur
from models.training.card import write_model
from models.training.garment.critic import critic_loss, matching_loss, painter_loss
from models.training.garment.material import RELIEF_LEVELS
from models.training.loop import Average, Run, draw_rows

CROP_PX, CROPS, BATCH = 128, 4, 8
"""Side of a crop at 256 px, how many of them a garment gives, and how many a step takes."""
LEARNING_RATE, DECAY = 6e-4, 0.998
BLURRED, BLUR_PX = 0.5, 0.8
"""Share of the codes that are made softer, and the largest σ, in pixels of 64."""
WEIGHT_EDGE, WEIGHT_MIDDLE, WEIGHT_ADVERSARIAL, WEIGHT_MATCHING = 2.0, 0.5, 0.03, 0.5
ALONE = 0.3
"""Share of the minutes before the critic joins."""

TEXTS = {
    "name": "enlarger",
    "title": "Enlarger",
    "summary": "Draws the light on a garment (folds and creases, log shade) at twice the size, as crisp as a photo's; "
    "applied twice or three times for pictures of 1024 and 2048 px.",
    "command": "python -m models.training.garment.material --work work && "
    "python -m models.training.enlarger --work work --minutes 16",
    "data": "alexeygrigorev/clothing-dataset, training split: the light of cut-out garments without grain and colour",
    "data_licence": "CC0-1.0",
    "licence": "Apache-2.0",
    "architecture": "residual convolutions on the small side, bilinear enlargement; models/nets/enlarger.py",
    "limits": "Draws the edges of folds, not threads: grain is made at the large size. Trained on photos of 256 px; "
    "beyond, it takes folds to look alike from near and from far. A print in the light of a photo is drawn as folds.",
}


def cut_crops(work: Path) -> NDArray[np.int8]:
    """Squares of the training garments' light (M, 128, 128), log shade × 120, from `work/enlarger_crops.npz`."""
    path = work / "enlarger_crops.npz"
    if path.is_file() and path.stat().st_mtime > (work / "garments.npz").stat().st_mtime:
        with np.load(path) as file:
            return np.asarray(file["light"])
    with np.load(work / "garments.npz") as file:
        train = np.flatnonzero(file["split"] == "train")
        alpha, relief = file["alpha"][train], file["relief"][train]
    rng = np.random.default_rng(5)
    found = [crop for row in range(len(train)) for crop in crop_garment(alpha[row], relief[row], rng)]
    light = np.stack(found)
    with path.with_suffix(".part").open("wb") as stream:
        np.savez(stream, light=light)
    os.replace(path.with_suffix(".part"), path)
    return light


def crop_garment(
    alpha: NDArray[np.uint8], relief: NDArray[np.int8], rng: np.random.Generator
) -> list[NDArray[np.int8]]:
    """Up to CROPS squares of a garment (256, 256), mostly inside of it, the ones with the strongest folds first."""
    filled = fill_outside(relief.astype(np.float32), alpha > 200)
    edges = np.abs(cv2.Sobel(filled, cv2.CV_32F, 1, 0)) + np.abs(cv2.Sobel(filled, cv2.CV_32F, 0, 1))
    places = rng.integers(0, 256 - CROP_PX + 1, (6 * CROPS, 2))
    worth = []
    for y, x in places:
        crop = np.s_[y : y + CROP_PX, x : x + CROP_PX]
        inside = float((alpha[crop] > 200).mean())
        worth.append(float(np.minimum(edges[crop], 120).mean()) if inside > 0.7 else -1.0)
    best = [number for number in np.argsort(worth)[::-1][:CROPS] if worth[number] >= 0]
    return [np.round(filled[y : y + CROP_PX, x : x + CROP_PX]).clip(-127, 127).astype(np.int8) for y, x in places[best]]


def fill_outside(plane: NDArray[np.float32], inside: NDArray[np.bool_]) -> NDArray[np.float32]:
    """A plane whose outside repeats the nearest value inside, so that the outline is no fold."""
    from scipy.ndimage import distance_transform_edt

    if not inside.any():
        return plane
    nearest = distance_transform_edt(~inside, return_distances=False, return_indices=True)
    return np.asarray(plane[nearest[0], nearest[1]], np.float32)


def encode(light_N1HW: Tensor, rng: np.random.Generator) -> Tensor:
    """What a shape code keeps of some light: a quarter of its side, now and then softer, as blends are."""
    rows = []
    for plane in torch.split(F.avg_pool2d(light_N1HW, 4), 1):
        soft = rng.random() < BLURRED
        rows.append(blur(plane, float(rng.uniform(0.3, BLUR_PX))) if soft else plane)
    return torch.cat(rows)


def turn(light_N1HW: Tensor, rng: np.random.Generator) -> Tensor:
    """Mirrored or turned by a quarter, all alike: folds fall every way."""
    light_N1HW = light_N1HW.flip(3) if rng.random() < 0.5 else light_N1HW
    return light_N1HW.transpose(2, 3) if rng.random() < 0.3 else light_N1HW


class Critic(nn.Module):
    """Is this light, in squares of some 20 px, a photo's?  Spectrally normalised, as the painter's critic is."""

    def __init__(self) -> None:
        super().__init__()
        sizes = ((4, 32, 3, 1), (32, 48, 4, 2), (48, 64, 3, 1))
        self.layers = nn.ModuleList(
            spectral_norm(nn.Conv2d(before, after, kernel, stride, 1)) for before, after, kernel, stride in sizes
        )
        self.last = spectral_norm(nn.Conv2d(64, 1, 3, padding=1))

    def forward(self, light_N1HW: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """Logits and activations."""
        x, seen = F.pixel_unshuffle(light_N1HW * GAIN, 2), []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
            seen.append(x)
        return [self.last(x)], seen


def edge_loss(made_N1HW: Tensor, real_N1HW: Tensor) -> Tensor:
    """L1 between the steps from pixel to pixel, both ways."""
    gap = made_N1HW - real_N1HW
    return gap.diff(dim=2).abs().mean() + gap.diff(dim=3).abs().mean()


def _gap(made_N1HW: Tensor, real_N1HW: Tensor) -> Tensor:
    return GAIN * ((made_N1HW - real_N1HW).abs().mean() + WEIGHT_EDGE * edge_loss(made_N1HW, real_N1HW))


class Trainer:
    """Enlarger, critic, their optimisers and the run."""

    def __init__(self, work: Path, minutes: float) -> None:
        torch.manual_seed(1)
        self.net, self.critic = Enlarger(), Critic()
        self.average = Average(self.net, DECAY)
        self.for_net = torch.optim.Adam(self.net.parameters(), LEARNING_RATE, betas=(0.9, 0.99))
        self.for_critic = torch.optim.Adam(self.critic.parameters(), LEARNING_RATE, betas=(0.5, 0.99))
        parts = {
            "net": self.net,
            "critic": self.critic,
            "average": self.average,
            "for_net": self.for_net,
            "for_critic": self.for_critic,
        }
        self.run = Run(work / "enlarger.pt", parts, minutes, LEARNING_RATE, floor=0.05)

    def learn(self, real: Tensor, code: Tensor, step: int) -> dict[str, float]:
        """One step: nearer to the photo's light, its edges above all, at both sizes, and, later, past the critic."""
        self.run.set_rate(self.for_net)
        self.run.set_rate(self.for_critic)
        middle = self.net(code)
        made = self.net(middle)
        losses = {
            "far": _gap(made, real),
            "middle": WEIGHT_MIDDLE * _gap(middle, F.avg_pool2d(real, 2)),
        }
        if self.run.spent_s > ALONE * self.run.budget_s:
            losses |= self._criticise(real, made)
        self._descend(self.for_net, self.net, torch.stack([part for part in losses.values() if part.grad_fn]).sum())
        self.average.follow(self.net, step)
        return {name: part.item() for name, part in losses.items()}

    def _criticise(self, real: Tensor, made: Tensor) -> dict[str, Tensor]:
        taught = critic_loss(self.critic(real)[0], self.critic(made.detach())[0])
        self._descend(self.for_critic, self.critic, taught)
        said, seen = self.critic(made)
        with torch.no_grad():
            _, wanted = self.critic(real)
        return {
            "adversarial": WEIGHT_ADVERSARIAL * painter_loss(said),
            "matching": WEIGHT_MATCHING * matching_loss(wanted, seen),
            "critic": taught.detach(),
        }

    @staticmethod
    def _descend(optimiser: torch.optim.Optimizer, net: nn.Module, loss: Tensor) -> None:
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()


def export(trainer: Trainer, crops: int, out: Path) -> str:
    """Write the shipped model; measure it then with `models.training.evaluate --only enlarger`."""
    tensors = {name: tensor.half() for name, tensor in trainer.average.weights.items()}
    recipe: dict[str, Any] = {
        "crops": crops,
        "crop_px": CROP_PX,
        "crops_a_step": BATCH,
        "minutes": round(trainer.run.spent_s / 60, 1),
        "steps": trainer.run.step,
        "learning_rate": LEARNING_RATE,
        "average_decay": DECAY,
        "blurred": BLURRED,
        "blur_px_of_64": BLUR_PX,
        "weights_edge_middle_adversarial_matching": [WEIGHT_EDGE, WEIGHT_MIDDLE, WEIGHT_ADVERSARIAL, WEIGHT_MATCHING],
    }
    return write_model(out, tensors, TEXTS, {"crops": crops}, recipe)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--out", type=Path, default=Path("assets/weights/enlarger"))
    parser.add_argument("--minutes", type=float, default=16)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    crops = cut_crops(arguments.work)
    trainer = Trainer(arguments.work, arguments.minutes)

    def learn(step: int) -> dict[str, float]:
        rng = np.random.default_rng((2, step))
        rows = draw_rows(step, BATCH, len(crops), seed=2)
        real = turn(torch.from_numpy(crops[rows])[:, None].float() / RELIEF_LEVELS, rng)
        return trainer.learn(real, encode(real, rng), step)

    trainer.run.train(learn, BATCH)
    print(export(trainer, len(crops), arguments.out))


if __name__ == "__main__":
    main()
