"""How well a person is found on renders that training never saw."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from models.nets.person import PersonNet
from models.training.person.colours import HEIGHT_PX, Painter
from models.training.person.renders import HEIGHT_PX as RENDER_PX

REACH = 0.1
"""A point is found when it is within this share of the torso's length."""


def measure(net: PersonNet, renders: Path, grounds: Path | None, every: int) -> dict[str, float]:
    """Share of points found (those seen; those hidden), part IoU, silhouette IoU, and fronts told from backs."""
    from models.backends.compact_person import place_points

    painter = Painter(renders, grounds, 99)
    errors, seen, unions = [], [], list[tuple[float, float]]()
    kinds, backs = np.zeros((17, 2)), list[bool]()
    for index in range(0, painter.count, every):
        picture, part, both = painter.example(index)
        keys = both[0]
        x = torch.from_numpy(picture).permute(2, 0, 1)[None].float() / 127.5 - 1
        with torch.inference_mode():
            heat, parts, back = net(x)
        points, _ = place_points(torch.sigmoid(heat[0]).numpy())
        torso = np.hypot(*(keys[1, :2] - 0.5 * (keys[8, :2] + keys[11, :2])))
        errors.append(np.hypot(*(points * 2 + 0.5 - keys[:, :2]).T) / max(float(torso), HEIGHT_PX / RENDER_PX * 8))
        seen.append(keys[:, 2])
        found, truth = parts[0].argmax(0).numpy(), part[::2, ::2]
        for kind in range(1, 17):
            kinds[kind] += ((found == kind) & (truth == kind)).sum(), ((found == kind) | (truth == kind)).sum()
        unions.append((((found > 0) & (truth > 0)).sum(), ((found > 0) | (truth > 0)).sum()))
        backs.append(bool((back > 0).item()) == bool((part == 2).sum() == 0))
    error, there = np.array(errors), np.array(seen)
    return {
        "n": len(errors),
        "points_seen_found": round(float((error[there == 1] < 2 * REACH).mean()), 4),
        "points_seen_found_close": round(float((error[there == 1] < REACH).mean()), 4),
        "points_hidden_found": round(float((error[there == 0.5] < 2 * REACH).mean()), 4),
        "part_iou": round(float((kinds[1:, 0] / np.maximum(kinds[1:, 1], 1)).mean()), 4),
        "silhouette_iou": round(float(np.mean([a / b for a, b in unions])), 4),
        "front_or_back": round(float(np.mean(backs)), 4),
    }  # fmt: skip
