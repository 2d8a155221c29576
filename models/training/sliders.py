"""How far each shape slider may go: percentiles of its measure on the outlines of real garments.

    python -m models.training.sliders --work work

Reads `work/garments.npz` (training photos only) and writes `models/reshape_ranges.py`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models import reshape_cuts as cuts
from models.reshape_landmarks import find_landmarks

OUT = Path(__file__).parents[1] / "reshape_ranges.py"
PERCENTILES = (5, 50, 95)
FEWEST = 12
"""Garments below which a category borrows from its neighbours."""
NEIGHBOURS = {
    "Blouse": ("Shirt", "Top"), "Body": ("T-Shirt", "Longsleeve", "Undershirt"), "Top": ("Undershirt", "T-Shirt"),
    "Undershirt": ("T-Shirt", "Top"), "Hoodie": ("Longsleeve", "Outwear"), "Blazer": ("Outwear", "Shirt"),
    "Dress": ("T-Shirt", "Longsleeve"), "Polo": ("T-Shirt",), "Outwear": ("Hoodie",), "Shorts": ("Pants",),
}  # fmt: skip
HEAD = '''"""How far the shape sliders go: 5th percentile, median, 95th of their measures on real garments, as ratios.

Written by `python -m models.training.sliders`; see `reshape_cuts.unit_of` for what each measure is divided by.
"""

from __future__ import annotations

from models.reshape_cuts import Spread

RANGES: dict[str, dict[str, Spread]] = {
'''


def gather(alphas: NDArray[np.uint8], labels: NDArray[np.str_]) -> dict[str, dict[str, list[float]]]:
    """The ratios that were measured, by category and slider."""
    out: dict[str, dict[str, list[float]]] = {name: {} for name in cuts.SLIDERS}
    for alpha, label in zip(alphas, labels, strict=True):
        found = find_landmarks(alpha > 127, str(label)) if str(label) in out else None
        if found is None:
            continue
        for name, value in cuts.measure(found, str(label)).items():
            out[str(label)].setdefault(name, []).append(value / cuts.unit_of(name, found))
    return out


def write_table(measured: dict[str, dict[str, list[float]]]) -> str:
    """The table as Python."""
    lines = [HEAD]
    for category, names in cuts.SLIDERS.items():
        rows = []
        for name in names:
            values = list(measured[category].get(name, []))
            for other in NEIGHBOURS.get(category, ()):
                if len(values) < FEWEST:
                    values += measured[other].get(name, [])
            if len(values) >= FEWEST:
                low, middle, high = np.percentile(values, PERCENTILES)
                rows.append(f'        "{name}": Spread(low={low:.3f}, middle={middle:.3f}, high={high:.3f}),\n')
        if rows:
            lines.append(f'    "{category}": {{\n{"".join(rows)}    }},\n')
    return "".join([*lines, "}\n"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("work"))
    arguments = parser.parse_args()
    with np.load(arguments.work / "garments.npz") as file:
        train = file["split"] == "train"
        alphas, labels = file["alpha"][train], file["label"][train]
    measured = gather(alphas, labels)
    OUT.write_text(write_table(measured), encoding="utf-8")
    for category, names in measured.items():
        print(category, {name: len(values) for name, values in names.items()})


if __name__ == "__main__":
    main()
