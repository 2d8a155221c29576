"""Render the sample photos of `assets/samples/` and their exact alphas.

    python3 -m venv bpyenv && bpyenv/bin/pip install bpy==5.0.1 pillow
    bpyenv/bin/python assets/recipes/render_samples.py                      # everything, into assets/samples
    bpyenv/bin/python assets/recipes/render_samples.py --only tee --preview # one, small and quick, into work/samples

Blender (as the module bpy) is needed to make these pictures only; neither the app nor its tests import it.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).resolve().parent))

from photo import stage, subjects  # noqa: E402

MOST_BYTES = 120_000


def save_photo(image: Image.Image, path: Path) -> None:
    """As webp, at the highest quality that stays within the size limit."""
    for quality in range(90, 30, -4):
        buffer = io.BytesIO()
        image.save(buffer, "WEBP", quality=quality, method=6)
        if buffer.tell() <= MOST_BYTES:
            break
    path.write_bytes(buffer.getvalue())


def render(subject: subjects.Subject, out: Path, preview: bool, samples: int, threads: int) -> None:
    """Build, photograph and cut out one subject."""
    start = time.process_time()
    width, height = subject.size_px
    size = (width * 2 // 5, height * 2 // 5) if preview else subject.size_px
    stage.empty_scene(size, 6 if preview else samples, subject.seed, threads)
    product = subject.build()
    built = time.process_time() - start
    with tempfile.TemporaryDirectory() as folder:
        picture = stage.develop(stage.photo(Path(folder) / "photo.png"), subject.seed, subject.warmth)
        taken = time.process_time() - start
        alpha = stage.exact_alpha(product, Path(folder) / "alpha.png", 16 if preview else 128)
        alpha.load()
    out.mkdir(parents=True, exist_ok=True)
    save_photo(picture, out / f"{subject.id}.webp")
    alpha.save(out / f"{subject.id}.alpha.webp", "WEBP", lossless=True, method=6)
    if preview:
        Image.composite(picture, Image.new("RGB", picture.size, "#ff00ff"), alpha).save(out / f"{subject.id}.cut.png")
        picture.save(out / f"{subject.id}.png")
    print(
        f"{subject.id}: CPU seconds: built {built:.0f}, photo {taken:.0f}, all {time.process_time() - start:.0f}",
        flush=True,
    )


FOR_MEASURING = ("vase", "lamp", "stool")
"""Not offered in the app until the masker does them justice; its tests and card measure it on them."""


def write_list(out: Path) -> None:
    """samples.json: what is there and what it is called."""
    rows = [
        {
            "id": s.id,
            "title": s.title,
            "category": s.category,
            "file": f"{s.id}.webp",
            "alpha": f"{s.id}.alpha.webp",
            "words": list(s.words),
            "offered": s.id not in FOR_MEASURING,
        }
        for s in subjects.SUBJECTS
        if (out / f"{s.id}.webp").exists()
    ]
    (out / "samples.json").write_text(json.dumps(rows, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", help="ids of subjects; all of them when left out")
    parser.add_argument("--preview", action="store_true", help="small and quick, into work/samples")
    parser.add_argument("--samples", type=int, default=8, help="light paths a pixel, before denoising")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    out = ROOT / ("work/samples" if arguments.preview else "assets/samples")
    for subject in subjects.SUBJECTS:
        if not arguments.only or subject.id in arguments.only:
            render(subject, out, arguments.preview, arguments.samples, arguments.threads)
    write_list(out)


if __name__ == "__main__":
    main()
