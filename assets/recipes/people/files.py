"""One mannequin's files, as assets/people/FORMAT.md says."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image

from .cast import BODIES, FINISHES, Role
from .figure import Body, Figure, Finer
from .maps import Lens
from .poses import POSES

UNIT_M, ZERO = 0.0005, 16384
FINE_M = 0.0001
JOINTS = (
    "neck", "head", "pelvis", "waist", "crotch", "l_clavicle", "r_clavicle", "l_shoulder", "r_shoulder", "l_elbow",
    "r_elbow", "l_wrist", "r_wrist", "l_knuckles", "r_knuckles", "l_hip", "r_hip", "l_knee", "r_knee", "l_ankle",
    "r_ankle", "l_toe", "r_toe",
)  # fmt: skip


def lengths(values: np.ndarray) -> np.ndarray:
    """Metres as 16 bits: half a millimetre a step, 0 where there is nothing."""
    return np.where(np.isfinite(values), np.round(np.nan_to_num(values) / UNIT_M) + ZERO, 0).astype(np.uint16)


def write_maps(folder: Path, maps: dict[str, np.ndarray], behind: dict[str, np.ndarray]) -> None:
    """The exact maps, and the body without arms where arms are before it."""
    Image.fromarray(maps["parts"]).save(folder / "parts.png", optimize=True)
    stack = np.concatenate([lengths(maps["rest"])[..., i] for i in range(3)])
    Image.fromarray(stack).save(folder / "rest.png", optimize=True)
    Image.fromarray(lengths(maps["depth"])).save(folder / "depth.png", optimize=True)
    normal = np.round((np.nan_to_num(maps["normals"], nan=-1.0) + 1) * 127.5).astype(np.uint8)
    Image.fromarray(normal).save(folder / "normals.webp", lossless=True, quality=100, method=6)
    hidden = (behind["parts"] > 0) & np.isin(maps["parts"] % 32, (6, 7, 8, 9, 10, 11))
    parts = np.where(hidden, behind["parts"], 0).astype(np.uint8)
    Image.fromarray(parts).save(folder / "behind.parts.png", optimize=True)
    rest = np.where(hidden[..., None], behind["rest"], np.nan)
    depth = np.where(hidden, behind["depth"], np.nan)
    stack = np.concatenate([*(lengths(rest)[..., i] for i in range(3)), lengths(depth)])
    Image.fromarray(stack).save(folder / "behind.png", optimize=True)


def write_mesh(folder: Path, figure: Figure) -> None:
    """Resting and posed vertices, tenths of a millimetre."""

    def fine(values: np.ndarray) -> np.ndarray:
        return np.round(values / FINE_M).astype(np.int16)

    np.savez_compressed(folder / "mesh.npz", rest=fine(figure.body.rest).T, posed=fine(figure.posed).T)


def write_topology(folder: Path, finer: Finer) -> None:
    """What all bodies share: quads and the part of every vertex (of the coarse mesh)."""
    parts = finer.part_weights[: finer.coarse.max() + 1].argmax(1).astype(np.uint8)
    np.savez_compressed(folder / "topology.npz", quads=finer.coarse.astype(np.uint16), parts=parts)


def entry(role: Role, body: Body, figure: Figure, lens: Lens, keypoints: list) -> dict:
    """The mannequin's line in people.json."""
    shape, pose, finish = BODIES[role.body], POSES[role.pose], FINISHES[role.finish]

    def rounded(joints: dict[str, np.ndarray]) -> dict[str, list[float]]:
        return {name: [round(float(x), 4) for x in joints[name]] for name in JOINTS}

    words = [shape.sex, f"size {shape.size}", {"young": "young", "middle": "middle-aged", "old": "older"}[shape.age]]
    words += [pose.words, finish.words] + (["seen from behind"] if role.view == "back" else [])
    return {
        "id": role.id, "title": f"{role.body.title()}, {pose.words}" + (", from behind" if role.view == "back" else ""),
        "body": role.body, "sex": shape.sex, "size": shape.size, "age": shape.age, "pose": role.pose,
        "view": role.view, "turn_deg": role.turn_deg, "finish": role.finish, "words": words,
        "height_m": round(float(body.rest[:, 1].max()), 3),
        "camera": {
            "at_m": [round(x, 4) for x in lens.at_m], "focal_px": round(lens.focal_px, 3),
            "centre_px": [round(x, 3) for x in lens.centre_px],
        },
        "keypoints": [list(point) for point in keypoints],
        "rest_joints": rounded(body.joints), "posed_joints": rounded(figure.joints),
    }  # fmt: skip


def write_list(folder: Path, order: list[str], new: dict) -> None:
    """Put one entry into people.json, in the cast's order."""
    path = folder / "people.json"
    there = {e["id"]: e for e in json.loads(path.read_text())["people"]} if path.exists() else {}
    there[new["id"]] = new
    rows = [there[id] for id in order if id in there]
    text = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text(f'{{"format": 1, "people": [\n{text}\n]}}\n')
