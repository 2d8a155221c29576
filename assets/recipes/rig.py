"""The body that is fitted to people's photos: the base mesh of makehumancommunity/mpfb2 (CC0), made small.

    python assets/recipes/rig.py --data ../shared/data/mpfb

writes `assets/rig/body.npz`: `rest` (V, 3) in 0.1 mm (x to the person's left, y up from the floor, z to the front), a
mean of women and men; `faces` (F, 3); `part` (V,) as `models.people.PARTS`; `bones`, and for each vertex four of them
with their weights (0..255); `joints`, `joint_names`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from models.training.person.body import BaseMesh, read_target

OUT = Path(__file__).parent.parent / "rig" / "body.npz"
BONES = {
    "pelvis": "pelvis", "spine_01": "spine_01", "spine_02": "spine_02", "spine_03": "spine_03", "clavicle": "spine_03",
    "neck_01": "neck", "head": "head", "upperarm": "upperarm", "lowerarm": "lowerarm", "hand": "hand", "thumb": "hand",
    "index": "hand", "middle": "hand", "ring": "hand", "pinky": "hand", "thigh": "thigh", "calf": "calf",
    "foot": "foot", "ball": "foot",
}  # fmt: skip
"""Bones of the rig by the bone that they are counted to here."""
SIDED = ("upperarm", "lowerarm", "hand", "thigh", "calf", "foot")
PARTS = {
    "head": 1, "neck": 3, "spine_03": 4, "spine_02": 4, "spine_01": 4, "pelvis": 5, "upperarm_l": 6, "lowerarm_l": 7,
    "hand_l": 8, "upperarm_r": 9, "lowerarm_r": 10, "hand_r": 11, "thigh_l": 12, "calf_l": 13, "foot_l": 14,
    "thigh_r": 15, "calf_r": 16, "foot_r": 17,
}  # fmt: skip
JOINTS = {
    "neck": "neck_01", "head": "head", "pelvis": "pelvis", "waist": "spine_02", "clavicle": "clavicle",
    "shoulder": "upperarm", "elbow": "lowerarm", "wrist": "hand", "hip": "thigh", "knee": "calf", "ankle": "foot",
    "toe": "ball", "knuckles": "middle_01",
}  # fmt: skip
"""Joints by the bone that begins there."""
MIX = {
    f"universal-{sex}-{age}-averagemuscle-averageweight": share
    for sex in ("female", "male")
    for age, share in (("young", 0.4), ("old", 0.1))
} | {f"{people}-{sex}-young": 1 / 6 for people in ("african", "asian", "caucasian") for sex in ("female", "male")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    mesh = BaseMesh(parser.parse_args().data)
    body = mesh.vertices.copy()
    for name, share in MIX.items():
        index, offset = read_target(mesh.folder / "targets/macrodetails" / f"{name}.target.gz")
        body[index] += share * offset
    joints = mesh.joints(body)
    used, faces = np.unique(mesh.groups["body"], return_inverse=True)
    rest = body[used] * 0.1
    floor = np.array([0.0, rest[:, 1].min(), 0.0])
    names = [count_to(name) for name in mesh.names]
    bones = sorted(set(names))
    weights = np.stack([mesh.weights[used][:, [n == bone for n in names]].sum(1) for bone in bones], 1)
    four = np.argsort(-weights, 1)[:, :4]
    share = np.take_along_axis(weights, four, 1)
    share = np.round(255 * share / share.sum(1, keepdims=True))
    share[:, 0] += 255 - share.sum(1)
    places = {}
    for joint, bone in JOINTS.items():
        sides = [("", bone)] if bone in mesh.names else [(f"{side}_", f"{bone}_{side}") for side in "lr"]
        places |= {prefix + joint: joints[mesh.names.index(name)] * 0.1 - floor for prefix, name in sides}
    crotch = 0.4 * places["pelvis"] + 0.3 * (places["l_hip"] + places["r_hip"])
    places["crotch"] = crotch - [0.0, 0.075, 0.0]
    head = np.flatnonzero(mesh.parts[:13380] == 2)
    eyes = body[np.unique(mesh.groups["helper-l-eye"])].mean(0)
    face = head[(np.abs(body[head, 0]) < 0.2) & (body[head, 1] < eyes[1] - 0.1) & (body[head, 1] > eyes[1] - 0.7)]
    places["nose"] = body[face[body[face, 2].argmax()]] * 0.1 - floor
    OUT.parent.mkdir(exist_ok=True)
    np.savez_compressed(
        OUT,
        rest=np.round((rest - floor) * 1e4).astype(np.int16),
        faces=faces.reshape(-1, 3).astype(np.uint16),
        part=np.array([PARTS[bones[k]] for k in weights.argmax(1)], np.uint8),
        bones=np.array(bones),
        bone=four.astype(np.uint8),
        weight=share.astype(np.uint8),
        joint_names=np.array(list(places)),
        joints=np.array(list(places.values()), np.float32),
    )
    print(OUT.stat().st_size, bones, {name: place.round(2).tolist() for name, place in places.items()})


def count_to(name: str) -> str:
    """The bone that one of the rig's is counted to, with its side."""
    stem = next(key for key in BONES if name.startswith(key))
    return f"{BONES[stem]}_{name[-1]}" if BONES[stem] in SIDED else BONES[stem]


if __name__ == "__main__":
    main()
