"""Mix the running averages of several checkpoints of one run into the weights that are shipped.

    python -m models.training.mix --out assets/weights/masker --only coarse work/masker_67.pt:1 work/masker.pt:2

`--out` is the weights folder that the run has exported: what `--only` names (a part of the net; everything when left
out) is replaced by the mean of the checkpoints, weighted as written behind the colons; the rest stays.  The command and
the shares go on the card; its figures go, since they are another model's.

Source: Wortsman et al., "Model soups", arXiv 2203.05482 (uniform soup, there of separate runs).
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from models.training.card import WEIGHTS, read_meta, write_model

State = Mapping[str, Tensor]


def mix(states: Sequence[State], shares: Sequence[float]) -> dict[str, Tensor]:
    """The weighted mean of states of one net, in float32; what is not a float (counters) is the last one's.

    Shares count in proportion, so 1 and 2 mean a third and two thirds.  Raises ValueError when a share is not above 0
    or the states are not of one net.
    """
    if not states or len(states) != len(shares) or any(not 0 < share < float("inf") for share in shares):
        raise ValueError("each checkpoint needs a share above 0")
    shapes = [{name: tensor.shape for name, tensor in state.items()} for state in states]
    if any(other != shapes[0] for other in shapes):
        raise ValueError("the checkpoints are not of the same net")
    total = sum(shares)
    mixed = dict(states[-1])
    for name, tensor in mixed.items():
        if tensor.is_floating_point():
            parts = [state[name].float() * (share / total) for state, share in zip(states, shares, strict=True)]
            mixed[name] = torch.stack(parts).sum(0)
    return mixed


def mix_into(folder: Path, checkpoints: Sequence[Path], shares: Sequence[float], only: str = "") -> str:
    """Replace the weights of a folder by a mix of checkpoints, float16 as exported; returns the new sha256.

    `only` is a part of the net ("coarse").  Raises ValueError when folder and checkpoints do not fit together.
    """
    meta, shipped = read_meta(folder), load_file(folder / WEIGHTS)
    chosen = {name for name in shipped if not only or name.startswith(only + ".")}
    states = []
    for path in checkpoints:
        average = torch.load(path, map_location="cpu", weights_only=True)["average"]
        states.append({name: tensor for name, tensor in average.items() if name in chosen})
    mixed = mix(states, shares)
    if not chosen or {name: t.shape for name, t in mixed.items()} != {name: shipped[name].shape for name in chosen}:
        raise ValueError(f"the checkpoints do not fit {only or 'the net'} in {folder.name}")
    tensors = {name: mixed.get(name, tensor).to(tensor.dtype) for name, tensor in shipped.items()}
    asked = [f"work/{path.name}:{share:g}" for path, share in zip(checkpoints, shares, strict=True)]
    part = f" --only {only}" if only else ""
    command = f"python -m models.training.mix --out assets/weights/{folder.name}{part} {' '.join(asked)}"
    texts = {key: value for key, value in meta.items() if isinstance(value, str)}
    texts["command"] = f"{meta['command']}\n{command}"
    recipe = {**meta["recipe"], f"{only or 'all'}_weights": "running averages, mixed " + " + ".join(asked)}
    return write_model(folder, tensors, texts, {}, recipe)


def read_share(text: str) -> tuple[Path, float]:
    """ "work/masker.pt:2" as path and share.  Raises ValueError without a number behind the colon."""
    path, _, share = text.rpartition(":")
    if not path:
        raise ValueError(f"{text}: write the share behind a colon, as in {text}:1")
    return Path(path), float(share)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoints", nargs="+", type=read_share, metavar="CHECKPOINT.pt:SHARE")
    parser.add_argument("--out", type=Path, required=True, help="the weights folder, as the run has exported it")
    parser.add_argument("--only", default="", help="the part of the net to replace; all of it when left out")
    arguments = parser.parse_args()
    paths, shares = zip(*arguments.checkpoints, strict=True)
    print(mix_into(arguments.out, paths, shares, arguments.only))


if __name__ == "__main__":
    main()
