"""Train the painter against the critic: half of a batch reconstructs, half takes another garment's cloth and colours.

    python -m models.training.garment.painter --work work --minutes 60

Reads the pattern coder's checkpoint and `work/garments.npz`; writes `work/painter.pt`.  Both photo and generated
garment are printed in two inks before the critic sees them, so that it judges folds, seams and cloth, not colours.
Learned on crops of 128 px: painter and critic only look so far.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from models.nets.garment import Painter, style_of
from models.texture import make_grain
from models.training.garment.critic import Critic, critic_loss, matching_loss, move, painter_loss
from models.training.garment.material import RELIEF_LEVELS, Garments, read_garments
from models.training.garment.print import compose, on_white
from models.training.garment.scenes import Scenes, make_scenes
from models.training.loop import Average, Run, draw_rows

BATCH, CROP_PX = 16, 128
Rows = NDArray[np.int_]
LEARNING_RATE = 4e-4
DECAY = 0.998
WEIGHT_RELIEF, WEIGHT_MATCHING, WEIGHT_GAIN = 4.0, 4.0, 0.02


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A batch of crops: the painter's input, what each is printed with, and the photos that belong to the shapes."""

    planes: Tensor  # (N, 6, 128, 128)
    style: Tensor  # (N, 65)
    mix: Tensor  # (N, 1, 128, 128), sheet and trim
    inks: Tensor  # (N, 2, 3)
    real_alpha: Tensor
    real_mix: Tensor
    real_light: Tensor
    real_inks: Tensor
    relief: Tensor


def choose_crops(alpha: NDArray[np.uint8], rows: Rows, rng: np.random.Generator) -> list[tuple[slice, slice]]:
    """A square of 128 px of each garment, with some of the garment in it."""
    crops = []
    for row in rows:
        for _ in range(6):
            y, x = (int(at) * 8 for at in rng.integers(0, (256 - CROP_PX) // 8 + 1, 2))
            crop = slice(y, y + CROP_PX), slice(x, x + CROP_PX)
            if alpha[row][crop].mean() > 60:
                break
        crops.append(crop)
    return crops


def prepare(garments: Garments, scenes: Scenes, shape: Rows, cloth: Rows, rng: np.random.Generator) -> Lesson:
    """Crops of garments `shape` in the cloth and colours of garments `cloth`."""
    crops = choose_crops(garments.alpha, shape, rng)

    def cut(planes: NDArray[Any], rows: Rows, scale: float) -> Tensor:
        parts = [planes[row][crop] for row, crop in zip(rows, crops, strict=True)]
        return torch.from_numpy(np.stack(parts))[:, None].float() / scale

    trim, sheet = cut(scenes.trim, shape, 255), cut(scenes.sheet, cloth, 255)
    mix = sheet * (1 - trim) + trim
    noise = [make_grain(garments.grain[row], CROP_PX, int(rng.integers(1 << 30))) for row in cloth]
    grain = torch.from_numpy(np.stack(noise))[:, None] * (1 - mix)
    planes = [
        cut(scenes.alpha, shape, 255),
        cut(scenes.relief, shape, RELIEF_LEVELS),
        cut(scenes.lines, shape, 127),
        trim,
        sheet,
        grain,
    ]
    return Lesson(
        planes=torch.cat(planes, 1).contiguous(memory_format=torch.channels_last),
        style=style_of(torch.from_numpy(garments.grain[cloth]), torch.from_numpy(garments.patterned[cloth])),
        mix=mix,
        inks=torch.from_numpy(garments.inks[cloth]),
        real_alpha=cut(garments.alpha, shape, 255),
        real_mix=cut(garments.mix, shape, 255),
        real_light=cut(garments.light, shape, RELIEF_LEVELS),
        real_inks=torch.from_numpy(garments.inks[shape]),
        relief=cut(garments.relief, shape, RELIEF_LEVELS),
    )


def show(rgb: Tensor, planes: Tensor) -> Tensor:
    """What the critic sees (N, 5, 128, 128): the print on white, outline and lines of the construction."""
    return torch.cat([rgb, planes[:, :1] * 2 - 1, planes[:, 2:3]], 1)


class Trainer:
    """Painter, critic, their optimisers and the run."""

    def __init__(self, work: Path, minutes: float) -> None:
        torch.manual_seed(1)
        self.painter = Painter().to(memory_format=torch.channels_last)
        self.critic = Critic().to(memory_format=torch.channels_last)
        self.average = Average(self.painter, DECAY)
        self.for_painter = torch.optim.Adam(self.painter.parameters(), LEARNING_RATE, betas=(0.5, 0.99))
        self.for_critic = torch.optim.Adam(self.critic.parameters(), LEARNING_RATE, betas=(0.5, 0.99))
        parts = {
            "painter": self.painter,
            "critic": self.critic,
            "average": self.average,
            "for_painter": self.for_painter,
            "for_critic": self.for_critic,
        }
        self.run = Run(work / "painter.pt", parts, minutes, LEARNING_RATE, floor=0.1)

    def learn(self, lesson: Lesson, step: int) -> dict[str, float]:
        """One step of both; the first half of the batch reconstructs."""
        half = len(lesson.planes) // 2
        generator = torch.Generator().manual_seed(step)
        with torch.autocast("cpu", torch.bfloat16):
            shade = self.painter(lesson.planes, lesson.style).float()
        alpha = lesson.planes[:, :1]
        made = show(on_white(compose(lesson.inks, lesson.mix, shade), alpha), lesson.planes)
        printed = compose(lesson.real_inks, lesson.real_mix, lesson.real_light)
        real = show(on_white(printed, lesson.real_alpha), lesson.planes)
        both = move(torch.cat([real, made]), generator)
        real, made = both[: len(real)].detach(), both[len(real) :]
        self.run.set_rate(self.for_critic)
        self.run.set_rate(self.for_painter)
        judged = self._teach_critic(real, made.detach())
        with torch.autocast("cpu", torch.bfloat16):
            said, seen = self.critic(made)
            with torch.no_grad():
                _, seen_real = self.critic(real)
        gap = (shade[:half] - lesson.relief[:half]) * alpha[:half]
        plain = 1 - lesson.real_mix[:half]  # where photo and sheet show the same ink
        soft = F.avg_pool2d(gap * plain, 4)
        losses = {
            "adversarial": painter_loss(said),
            "relief": WEIGHT_RELIEF * ((gap * plain).abs().mean() + 2 * soft.abs().mean()),
            "matching": WEIGHT_MATCHING * matching_loss([s[:half] for s in seen_real], [s[:half] for s in seen]),
        }
        self._descend(self.for_painter, self.painter, torch.stack(list(losses.values())).sum())
        self.average.follow(self.painter, step)
        return {"critic": judged, **{name: part.item() for name, part in losses.items()}}

    def _teach_critic(self, real: Tensor, made: Tensor) -> float:
        with torch.autocast("cpu", torch.bfloat16):
            of_real, _ = self.critic(real)
            of_made, _ = self.critic(made)
        loss = critic_loss(of_real, of_made)
        self._descend(self.for_critic, self.critic, loss)
        return loss.item()

    @staticmethod
    def _descend(optimiser: torch.optim.Optimizer, net: torch.nn.Module, loss: Tensor) -> None:
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    garments = read_garments(arguments.work / "garments.npz").side("train")
    scenes = make_scenes(arguments.work, garments)
    trainer = Trainer(arguments.work, arguments.minutes)
    patterned = np.flatnonzero(garments.patterned)

    def learn(step: int) -> dict[str, float]:
        rng = np.random.default_rng((1, step))
        shape = draw_rows(step, BATCH, len(garments), 1)
        cloth = shape.copy()
        others = rng.integers(len(garments), size=BATCH // 2)
        others[::2] = rng.choice(patterned, len(others[::2]))
        cloth[BATCH // 2 :] = others[: len(cloth) - BATCH // 2]
        return trainer.learn(prepare(garments, scenes, shape, cloth, rng), step)

    trainer.run.train(learn, BATCH)


if __name__ == "__main__":
    main()
