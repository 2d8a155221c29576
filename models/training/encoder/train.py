"""Train the compact CLIP: pictures and words of garments in one space.

    python -m models.training.encoder.train --work work --minutes 30

Two views of every garment, each with a caption of its own.  Losses: CLIP's (pictures against captions), the same
between the two views where they were printed alike, and the label from the picture.  Writes `work/encoder.pt` and, at
the end, `assets/weights/encoder` for open_clip (`local-dir:assets/weights/encoder`).

Source: Radford et al., CLIP, arXiv 2103.00020.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import open_clip
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.training.card import write_model
from models.training.cutouts import read_cutouts
from models.training.encoder.captions import KINDS
from models.training.encoder.views import VIEW_PX, draw_views
from models.training.garment.material import read_garments
from models.training.loop import Average, Run, draw_rows

BATCH = 96
LEARNING_RATE = 1.2e-3
WEIGHT_DECAY = 0.05
DECAY = 0.998
WEIGHT_LABEL = 1.0
CONFIG: dict[str, Any] = {
    "model_cfg": {
        "embed_dim": 256,
        "vision_cfg": {"layers": [1, 1, 1, 1], "width": 24, "head_width": 32, "image_size": VIEW_PX},
        "text_cfg": {"context_length": 24, "vocab_size": 49408, "width": 128, "heads": 4, "layers": 3},
    },
    "preprocess_cfg": {
        "mean": [0.5, 0.5, 0.5],
        "std": [0.5, 0.5, 0.5],
        "interpolation": "bicubic",
        "resize_mode": "longest",
        "fill_color": 255,
    },
}
TEXTS = {
    "name": "encoder",
    "title": "Compact CLIP",
    "summary": "Puts pictures and words of garments into one space of 256 numbers, in open_clip's own architecture.",
    "command": "python -m models.training.encoder.train --work work --minutes 45",
    "data": "alexeygrigorev/clothing-dataset, training split, cut out; half of the views reprinted in other inks and "
    "patterns; captions made from labels, inks and drawn patterns",
    "data_licence": "CC0-1.0",
    "licence": "Apache-2.0",
    "architecture": "open_clip CLIP: ModifiedResNet (1, 1, 1, 1) of width 24 at 128 px, text transformer of 3 layers",
    "limits": "Trained for 31 minutes on one core, 17 epochs: it knows kinds and words better than baseline, "
    "colours as well as baseline. Knows 17 kinds, 19 colour names and 7 pattern words; other words say nothing to it.",
}


def make_net(config: dict[str, Any], folder: Path) -> open_clip.CLIP:
    """A fresh net of open_clip's from a config, which is written to `folder` as open_clip reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "open_clip_config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    return open_clip.create_model(f"local-dir:{folder}", load_weights=False)


def contrast(a_ND: Tensor, b_ND: Tensor, scale: Tensor, same_NN: Tensor) -> Tensor:
    """Both ways' cross-entropy of a against b; pairs that say the same share the target."""
    logits = scale * a_ND @ b_ND.T
    target = same_NN / same_NN.sum(1, keepdim=True)
    there = -(target * F.log_softmax(logits, 1)).sum(1).mean()
    back = -(target * F.log_softmax(logits.T, 1)).sum(1).mean()
    return (there + back) / 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--out", type=Path, default=Path("assets/weights/encoder"))
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    photos = read_cutouts(arguments.work / "cutouts.npz").rgba
    garments = read_garments(arguments.work / "garments.npz").side("train")
    labels = torch.tensor([list(KINDS).index(label) for label in garments.label])
    net = make_net(CONFIG, arguments.work / "encoder").to(memory_format=torch.channels_last)
    head = nn.Linear(256, len(KINDS))
    words = open_clip.get_tokenizer(f"local-dir:{arguments.work / 'encoder'}")
    weights = [*net.parameters(), *head.parameters()]
    optimiser = torch.optim.AdamW(weights, LEARNING_RATE, betas=(0.9, 0.98), weight_decay=WEIGHT_DECAY)
    average = Average(net, DECAY)
    parts = {"net": net, "head": head, "average": average, "optimiser": optimiser}
    run = Run(arguments.work / "encoder.pt", parts, arguments.minutes, LEARNING_RATE)

    def learn(step: int) -> dict[str, float]:
        rng = np.random.default_rng((1, step))
        rows = draw_rows(step, BATCH, len(garments), 1)
        views = draw_views(garments, photos, rows, rng)
        tokens, truth = words(views.captions), labels[views.label]
        run.set_rate(optimiser)
        with torch.autocast("cpu", torch.bfloat16):
            seen = net.encode_image(views.image, normalize=True)
        said = net.encode_text(tokens, normalize=True)
        seen = seen.float()
        same = (tokens[:, None] == tokens[None]).all(2).float()
        losses = {
            "clip": contrast(seen, said, net.logit_scale.exp().clamp(max=60), same),
            "label": WEIGHT_LABEL * F.cross_entropy(head(seen * 8), truth, label_smoothing=0.05),
        }
        optimiser.zero_grad(set_to_none=True)
        torch.stack(list(losses.values())).sum().backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        average.follow(net, step)
        return {name: part.item() for name, part in losses.items()}

    run.train(learn, BATCH)
    make_net(CONFIG, arguments.out)
    tensors = {name: t.half() if t.is_floating_point() else t for name, t in average.weights.items()}
    recipe = {
        "garments": len(garments),
        "steps": run.step,
        "garments_a_step": BATCH,
        "minutes": round(run.spent_s / 60, 1),
        "learning_rate": LEARNING_RATE,
        "average_decay": DECAY,
    }
    print(write_model(arguments.out, tensors, TEXTS, {"steps": run.step}, recipe))


if __name__ == "__main__":
    main()
