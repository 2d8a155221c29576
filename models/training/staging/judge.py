"""Train the sets' judge, once: features in which filled plates and creatives are compared with clean ones (KID, FID).

    python -m models.training.staging.judge --work work --steps 1200 --out assets/weights/set_judge
    python -m models.training.staging.judge --freeze --out assets/weights/set_judge

It tells from a part of a photo which set this is, its theme, whether things lie, hang or stand there, and which colours
and textures it has.  Sets and themes held out from the in-painter are held out here as well.  Views are only ever cut
and made smaller: no blur, no noise, nothing enlarged, so that it can see when something else was done to them.  It is
never part of a loss, and frozen: `judge_frozen.sha256` is compared by a test.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from models.backends.weights import load_weights
from models.nets.judge import SET_FEATURES, SetJudgeNet
from models.staging.dreaming import SUPPORTS
from models.staging.scenes import THEMES, Scene, Sets
from models.training.card import WEIGHTS, sha256_of, write_model
from models.training.judge_lessons import colour_target, texture_target
from models.training.loop import Run
from models.training.staging.examples import HELD_OUT_SCENES, HELD_OUT_THEMES, is_held_out

Bytes = NDArray[np.uint8]
FROZEN = Path(__file__).with_name("judge_frozen.sha256")
PLATE_PX, VIEW_PX = 960, 256
BATCH, LEARNING_RATE, WEIGHT_DECAY = 16, 2e-3, 0.05
SETTLED, EXAMINED = 2048, 768
"""Views from which the components are found, and views that it is examined with."""
TEXTS = {
    "name": "set_judge",
    "title": "Sets' judge",
    "summary": "Features in which filled plates are compared with clean ones (KID, FID). Frozen.",
    "command": "python -m models.training.staging.judge --work work --steps 1200",
    "data": "our rendered scenes (assets/scenes, held-out themes and sets left out)",
    "data_licence": "CC0-1.0",
    "licence": "Apache-2.0",
    "architecture": "four residual stages on pixel-unshuffled RGB, mean and deviation of each; models/nets/judge.py",
    "limits": "Knows parts of our rendered sets at 256 px, few of them. For measuring only: never part of a loss.",
}


@dataclass(frozen=True, kw_only=True)
class Plates:
    """Square plates (n, 960, 960, 3) and their scenes."""

    rgb: tuple[Bytes, ...]
    scenes: tuple[Scene, ...]


def read_plates(held_out: bool, sets: Sets | None = None) -> Plates:
    """The plates of one side of the split, of the shipped sets unless others are given."""
    sets = sets or Sets()
    scenes = tuple(each for each in sets.scenes if is_held_out(each.id, each.theme) == held_out)
    size = (PLATE_PX, PLATE_PX)
    return Plates(
        rgb=tuple(np.asarray(cv2.resize(sets.plate(e), size, interpolation=cv2.INTER_AREA), np.uint8) for e in scenes),
        scenes=scenes,
    )


def cut_view(plate: Bytes, support: str, rng: np.random.Generator) -> Bytes:
    """A part (256, 256, 3) of a plate, mirrored or not; from above also turned."""
    side = round(VIEW_PX * (PLATE_PX / VIEW_PX) ** rng.random())
    y, x = rng.integers(0, PLATE_PX - side + 1, 2)
    part = cv2.resize(plate[y : y + side, x : x + side], (VIEW_PX, VIEW_PX), interpolation=cv2.INTER_AREA)
    if support == "lie":
        part = np.rot90(part, int(rng.integers(4)))
    return np.asarray(part[:, ::-1] if rng.random() < 0.5 else part, np.uint8)


def cut_views(plates: Plates, count: int, rng: np.random.Generator) -> tuple[Bytes, NDArray[np.int_]]:
    """Views (count, 256, 256, 3) of plates drawn by chance, and whose they are."""
    rows = rng.integers(len(plates.rgb), size=count)
    return np.stack([cut_view(plates.rgb[row], plates.scenes[row].support, rng) for row in rows]), rows


def to_tensor(views_NHW3: Bytes) -> Tensor:
    """Pictures as the judge sees them: (N, 3, H, W) in [−1, 1]."""
    return torch.from_numpy(np.ascontiguousarray(views_NHW3)).permute(0, 3, 1, 2).float().div_(127.5).sub_(1)


class Pupil:
    """The judge while it learns, with a head that names the set and does not ship."""

    def __init__(self, work: Path, steps: int, plates: Plates, seed: int = 1) -> None:
        torch.manual_seed(seed)
        self.plates, self.seed = plates, seed
        self.net = SetJudgeNet(len(THEMES), len(SUPPORTS))
        self.name_it = nn.Linear(SET_FEATURES, len(plates.scenes))
        nets = nn.ModuleList([self.net, self.name_it])
        self.optimiser = torch.optim.AdamW(nets.parameters(), LEARNING_RATE, weight_decay=WEIGHT_DECAY)
        parts = {"nets": nets, "optimiser": self.optimiser}
        self.run = Run(work / "set_judge.pt", parts, 0, LEARNING_RATE, steps=steps)
        self.themes = torch.tensor([THEMES.index(each.theme) for each in plates.scenes])
        self.supports = torch.tensor([SUPPORTS.index(each.support) for each in plates.scenes])

    def learn(self, step: int) -> dict[str, float]:
        """One step on views that depend on its number only."""
        views, chosen = cut_views(self.plates, BATCH, np.random.default_rng((self.seed, step)))
        image, rows = to_tensor(views), torch.from_numpy(chosen)
        all_of_it = torch.ones(BATCH, 1, VIEW_PX, VIEW_PX)
        with torch.autocast("cpu", torch.bfloat16):
            features = self.net.features(image)
            named, said = self.name_it(features), self.net.judge(features)
        losses = {
            "set": F.cross_entropy(named.float(), rows, label_smoothing=0.05),
            "theme": F.cross_entropy(said.theme.float(), self.themes[rows], label_smoothing=0.05),
            "support": F.cross_entropy(said.support.float(), self.supports[rows], label_smoothing=0.05),
            "colour": F.kl_div(said.colour, colour_target(image, all_of_it), reduction="batchmean"),
            "texture": F.mse_loss(said.texture.float(), texture_target(image, all_of_it)),
        }
        self.run.set_rate(self.optimiser)
        self.optimiser.zero_grad(set_to_none=True)
        torch.stack(list(losses.values())).sum().backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        return {key: value.item() for key, value in losses.items()}


def load_set_judge(folder: Path) -> SetJudgeNet:
    """The judge of a weights folder, checked against its card.  Raises BackendUnavailableError when it is not there."""
    tensors, _ = load_weights(folder)
    net = SetJudgeNet(len(THEMES), len(SUPPORTS))
    net.load_state_dict(tensors)
    return net.eval().requires_grad_(False)


@torch.inference_mode()
def read_features(net: SetJudgeNet, views: Bytes, batch: int = 32) -> Tensor:
    """Raw features (N, 128) of pictures (N, 256, 256, 3), in float32."""
    return torch.cat([net.features(to_tensor(views[i : i + batch])) for i in range(0, len(views), batch)])


@torch.inference_mode()
def examine(net: SetJudgeNet, name_it: nn.Module, taught: Plates, held_out: Plates) -> dict[str, Any]:
    """How it does on other views of the sets that it knows, and on sets that it never saw."""
    views, rows = cut_views(taught, EXAMINED, np.random.default_rng(90))
    named = name_it(read_features(net, views)).argmax(1).numpy() == rows
    views, rows = cut_views(held_out, EXAMINED, np.random.default_rng(91))
    said, image = net.judge(read_features(net, views)), to_tensor(views)
    supports = np.array([SUPPORTS.index(each.support) for each in held_out.scenes])[rows]
    themes = np.array([THEMES.index(each.theme) for each in held_out.scenes])[rows]
    known = np.isin(themes, [THEMES.index(each.theme) for each in taught.scenes])
    wanted = texture_target(image, torch.ones(len(image), 1, VIEW_PX, VIEW_PX))
    left = ((said.texture - wanted) ** 2).mean(0) / wanted.var(0).clamp_min(1e-6)
    return {
        "set_top1": round(float(named.mean()), 4),
        "held_out_sets": len(held_out.scenes),
        "held_out_support_top1": round(float((said.support.argmax(1).numpy() == supports).mean()), 4),
        "held_out_theme_top1": round(float((said.theme.argmax(1).numpy() == themes)[known].mean()), 4),
        "held_out_texture_explained": round(1 - left.mean().item(), 4),
    }


def export(pupil: Pupil, out: Path) -> str:
    """Settle the components on views of the taught sets, round to float16, examine what ships, and write it."""
    net = pupil.net.eval()
    net.settle(read_features(net, cut_views(pupil.plates, SETTLED, np.random.default_rng(92))[0]))
    tensors = {name: t.half() if t.is_floating_point() else t for name, t in net.state_dict().items()}
    net.load_state_dict({name: t.float() if t.is_floating_point() else t for name, t in tensors.items()})
    recipe = {
        "minutes": round(pupil.run.spent_s / 60, 1), "steps": pupil.run.step, "views_a_step": BATCH,
        "learning_rate": LEARNING_RATE, "weight_decay": WEIGHT_DECAY, "seed": pupil.seed,
        "plates": len(pupil.plates.scenes), "held_out_themes": list(HELD_OUT_THEMES),
        "held_out_scenes": list(HELD_OUT_SCENES),
    }  # fmt: skip
    return write_model(out, tensors, TEXTS, examine(net, pupil.name_it, pupil.plates, read_plates(True)), recipe)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--steps", type=int, default=1200)
    parser.add_argument("--out", type=Path, default=Path("assets/weights/set_judge"))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--freeze", action="store_true", help="write down the hash of the weights in --out, for good")
    arguments = parser.parse_args()
    if FROZEN.is_file():
        parser.error(f"the judge is frozen ({FROZEN.name}); figures of two judges cannot be compared")
    if arguments.freeze:
        FROZEN.write_text(sha256_of(arguments.out / WEIGHTS) + "\n", encoding="utf-8")
        return
    torch.set_num_threads(arguments.threads)
    cv2.setNumThreads(arguments.threads)
    pupil = Pupil(arguments.work, arguments.steps, read_plates(held_out=False))
    pupil.run.train(pupil.learn, BATCH)
    print(export(pupil, arguments.out))


if __name__ == "__main__":
    main()
