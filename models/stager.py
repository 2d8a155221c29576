"""The studio's verb for creatives: a product staged for a placement, seen first, then kept with how it was made."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import numpy as np
from PIL import Image

from models.backdrops import Backdrops
from models.claims import find_claims
from models.design import SIZES_PX, EnlargeRequest, TweakRequest
from models.errors import BackendUnavailableError, InputError
from models.pictures import clean_title, open_picture
from models.staging.compositing import check
from models.staging.message import Written, draw_veil, write
from models.staging.parallax import FPS, check_motion, encode, find_size, measure_distance, render
from models.staging.placements import find_placement
from models.staging.placing import cut_free
from models.staging.postures import STANDING, is_steady, name_kind
from models.staging.records import Shot, misfit, read_record, write_facts, write_record
from models.staging.requests import StageResult
from models.staging.retrieval import is_held, rank
from models.staging.scenes import Scene, Sets
from models.types import Artefact, Job, Provenance
from models.wire import Call
from models.workspace import Made
from models.workspace.ids import made_id, photo_id

PLAIN, OWN = "plain_grounds", "photo_scenes"
PREVIEW_PX = 768
"""Side of the product's picture from which previews are made."""
REMEMBERED = 24


@dataclass(frozen=True, kw_only=True)
class Staged:
    """A creative that is not saved: its picture, what was found, and the shot with its scene named."""

    image: Image.Image
    result: StageResult
    shot: Shot
    written: Written | None


@dataclass(frozen=True, kw_only=True)
class ClipFiles:
    """A clip as files for download."""

    mp4: Path
    webp: Path


class Stager(Backdrops):
    """Mixed into `Studio`.  A *product* is the id of a design, a cut-out, or a photo (which is cut out first)."""

    def product_of(self, id: str, *, job: Job | None = None) -> Artefact:
        """What of a picture can be staged: a design, a cut-out or a transparent picture itself, a photo's cut-out, a
        creative's product."""
        artefact = self.workspace.get(id)
        if artefact.kind == "photo" and artefact.mode == "RGB":
            return self.mask(artefact.id, job=job)
        if artefact.kind == "creative":
            return self.workspace.get(artefact.parents[0])
        return artefact

    def kind_of(self, product: Artefact) -> str:
        """The kind of product as far as it is known: a design's category, or what a photo's name says."""
        if product.kind == "design":
            return self.spec_of(product.id).category
        named = [claim for claim in find_claims(product.title) if claim.kind == "category" and claim.value]
        return named[-1].value if named else name_kind(product.title)

    def open_product(self, source: Path | bytes, title: str = "") -> Artefact:
        """Bring a product's picture in, a file or its bytes; a transparent one is its own cut-out, any other a photo.

        Raises InputError.
        """
        image = open_picture(source, self.settings.limits)
        name = title or (source.name if isinstance(source, Path) else "")
        return self.workspace.save("photo", image, id=photo_id(image), title=clean_title(name, "Product"))

    def open_logo(self, path: Path) -> Artefact:
        """Bring a logo in, its transparency kept.  Raises InputError."""
        image = open_picture(Path(path), self.settings.limits)
        if max(image.size) > 2048:
            image.thumbnail((2048, 2048), Image.Resampling.LANCZOS)
        return self.workspace.save("photo", image, id=photo_id(image), title=clean_title(Path(path).name, "Logo"))

    def stage(
        self,
        product: str,
        shot: Shot | None = None,
        *,
        logo: str = "",
        title: str | None = None,
        job: Job | None = None,
    ) -> Artefact:
        """Stage a product and save the creative; the same question again is answered from the workspace.

        `logo` is the id of a picture that `open_logo` brought in.  `facts["check"]` says how far the product's pixels
        are from the placed product's.  Raises InputError for products that cannot be staged, and shots that cannot be.
        """
        job = job or Job()
        source = self.product_of(product, job=job)
        shot = self._settle(source, shot or Shot(), logo)
        parents = (source.id, *((logo,) if shot.logo else ()), *((shot.own,) if shot.own else ()))
        spec, backend = write_record(shot), self._stager_of(shot)
        weights = self.registry.weights_sha256(backend)
        known = made_id("creative", spec=spec, parents=parents, backend=backend, weights_sha256=weights, seed=shot.seed)
        if self.workspace.has(known):
            job.report(1.0, "Done")
            return self.workspace.get(known)
        staged, by = self._stage(source, shot, logo, job)
        by = replace(by, parents=parents)
        id = made_id(
            "creative", spec=spec, parents=parents, backend=by.backend, weights_sha256=by.weights_sha256, seed=shot.seed
        )
        facts = write_facts(staged.result.check, staged.result.box, staged.written, staged.shot)
        name = title or f"{source.title}, {find_placement(shot.placement, shot.width_px, shot.height_px).title.lower()}"
        return self.workspace.save(
            "creative", staged.image, id=id, title=name, spec=spec, facts=facts, parents=parents, provenance=by
        )

    def preview_stage(
        self,
        product: str,
        shot: Shot,
        *,
        logo: str = "",
        longest_px: int = 0,
        layers: bool = False,
        job: Job | None = None,
    ) -> Staged:
        """A creative to look at, not saved, at most `longest_px` long (0: full size)."""
        source = self.product_of(product)
        shot = self._settle(source, shot, logo)
        return self._stage(source, shot, logo, job or Job(), longest_px=longest_px, layers=layers)[0]

    def shot_of(self, id: str) -> Shot:
        """What a saved creative was asked for.  Raises InputError when the id is another kind of picture's."""
        artefact = self.workspace.get(id)
        if artefact.kind != "creative":
            raise InputError("This is not a creative.", "Stage a product first.")
        return read_record(artefact.spec)

    def logo_of(self, id: str) -> str:
        """The id of the logo on a saved creative, or ""."""
        artefact = self.workspace.get(id)
        return artefact.parents[1] if read_record(artefact.spec).logo else ""

    @cached_property
    def sets(self) -> Sets:
        """The rendered scenes."""
        return Sets()

    def scenes_for(self, product: str, shot: Shot) -> tuple[str, ...]:
        """The ids of the scenes that a shot may be taken on, the one that suits best first.  Raises InputError."""
        source = self.product_of(product)
        image = self._product(source, 0)
        wish = replace(shot, scene="", scene_sha256="")
        return tuple(scene.id for scene, _ in rank(self.sets, wish.request(image), cut_free(image)))

    def animate(self, id: str, *, path: str = "pan", seconds: int = 4, job: Job | None = None) -> ClipFiles:
        """A clip of a saved creative: the camera on a "pan", "dolly" or "orbit" in a loop of 3 to 6 seconds.

        720p's number of pixels at most, 30 frames a second, MP4 (H.264) and WebP.  Raises InputError, CancelledError.
        """
        check_motion(path, seconds)
        job, creative = job or Job(), self.workspace.get(id)
        shot, logo = self.shot_of(id), self.logo_of(id)
        if shot.ground == "clear":
            raise InputError("A transparent creative cannot move: a clip has a ground.", "Choose another set.")
        size = find_size(shot.width_px, shot.height_px)
        source = self.workspace.get(creative.parents[0])
        job.report(0.02, "Taking the picture apart")
        image = self._product(source, shot.product_px)
        backdrop = self._backdrop(shot)
        told = self._fathom(shot, backdrop, job)
        request = replace(
            shot.request(image, layers=True, backdrop=backdrop), width_px=size[0], height_px=size[1],
            depth=told.depth if told else None,
        )  # fmt: skip
        call = Call(verb="stage", backend=self._stager_of(shot), request=request, seed=shot.seed)
        result = cast(StageResult, self.runner.run(call, Job(cancelled=job.cancelled)).result)
        assert result.layers is not None  # noqa: S101  they were asked for
        scene = self.sets.find(shot.scene)
        depth = None if result.layers.depth is None else np.asarray(result.layers.depth)
        reach = (told.near, told.far) if told else scene.depth_m if scene else None
        moves = measure_distance(depth, reach, np.asarray(result.layers.product))
        words, veil = self._words_alone(result, shot, logo)
        count = FPS * seconds
        clip = encode(render(result.layers, moves, path, count, words, veil), size, count, job)
        name = "-".join(find_placement(shot.placement, shot.width_px, shot.height_px).title.lower().split())
        return ClipFiles(
            mp4=self.workspace.write_export(f"{name}-{path}.mp4".replace(",", ""), clip.mp4),
            webp=self.workspace.write_export(f"{name}-{path}.webp".replace(",", ""), clip.webp),
        )

    def _words_alone(self, result: StageResult, shot: Shot, logo: str) -> tuple[Image.Image | None, Image.Image | None]:
        """The words of a creative on nothing, in the ink that suits its ground, and their veil where they need one."""
        if not shot.has_words and not logo:
            return None, None
        size, mark = result.image.size, self.workspace.picture(logo) if logo else None
        written = write(result.image, shot.message, None)[1]
        ground, veil = result.image.convert("RGBA"), draw_veil(size, written.ink) if written.veiled else None
        if veil is not None:
            ground.alpha_composite(veil)
        words = write(Image.new("RGBA", size), replace(shot.message, ink=written.ink), mark, ground=ground)[0]
        return words, veil

    # How it is done -------------------------------------------------------------------------------------------------

    def _stager_of(self, shot: Shot) -> str:
        return {"scene": self.settings.stager, "own": OWN}.get(shot.ground, PLAIN)

    def _settle(self, source: Artefact, shot: Shot, logo: str) -> Shot:
        """The shot with everything named that a stager would choose: the kind, the scene, the product's print."""
        if not _is_product(source):
            raise InputError("This cannot be staged.", "Choose a design, a cut-out or a photo.")
        if logo and self.workspace.get(logo).kind != "photo":
            raise InputError("This is not a logo.", "Upload one.")
        shot = replace(shot, kind=shot.kind or self.kind_of(source), logo=bool(logo))
        shot = replace(shot, lamp=self._lamp_of(shot)) if shot.own else replace(shot, lamp=None, light="photo")
        if shot.ground != "scene":
            return replace(shot, scene="", scene_sha256="", product_px=self._print_px(source, shot))
        if self.settings.stager == "compact_scenes":
            scene = self.sets.find(shot.scene) if shot.scene else None
            if scene is not None and not self._suits(source, scene, shot):
                scene = None
            if scene is None:
                chosen = self.scenes_for(source.id, replace(shot, scene=""))
                scene = self.sets.find(chosen[shot.variety % len(chosen)])
            assert scene is not None  # noqa: S101  it was listed a moment ago
            shot = replace(shot, scene=scene.id, scene_sha256=self.sets.sha256(scene))
        return replace(shot, product_px=self._print_px(source, shot))

    def _suits(self, source: Artefact, scene: Scene, shot: Shot) -> bool:
        """Whether a scene can be taken for a placement; most can, but a hanger has its own size, a hat its foot."""
        if scene.support == "lie" or (scene.support == "stand" and shot.kind not in STANDING):
            return True
        image, product = self._product(source, 0), cut_free(self._product(source, 0))
        if scene.support == "stand":
            return is_steady(shot.kind, product)
        return is_held(scene, shot.request(image), product)

    def _print_px(self, source: Artefact, shot: Shot) -> int:
        """The side at which a design is printed for a shot: its saved picture where that is large enough."""
        if source.kind != "design":
            return 0
        wanted = min(shot.width_px, shot.height_px) * shot.scale * 1.15
        return SIZES_PX[1] if wanted > source.width_px < SIZES_PX[1] else 0

    def _product(self, source: Artefact, product_px: int) -> Image.Image:
        """The product's picture (RGBA); a design printed larger than it was saved.

        Raises BackendUnavailableError when what made the design is not here any more.
        """
        if not product_px:
            picture = self.workspace.picture(source.id)
            return picture if picture.mode == "RGBA" else picture.convert("RGBA")
        made = source.provenance
        if made is None or self.registry.weights_sha256(self.settings.designer) != made.weights_sha256:
            raise BackendUnavailableError("What made this design is not here.", "Stage its saved picture.")
        key = (source.id, product_px)
        with self._door:
            known = self._printed.get(key)
            if known is not None:
                self._printed.move_to_end(key)
                return known
        spec = self.spec_of(source.id)
        if self.registry.builds_on(self.settings.enlarger, made.backend):
            image = self._enlarge(EnlargeRequest(spec=spec, size_px=product_px), Job())[0].image
        else:
            image = self._tweak(TweakRequest(spec=spec, size_px=product_px), Job(), made.backend)[0].image
        with self._door:
            self._printed[key] = image
            while len(self._printed) > REMEMBERED:
                self._printed.popitem(last=False)
        return image

    def _stage(
        self, source: Artefact, shot: Shot, logo: str, job: Job, *, longest_px: int = 0, layers: bool = False,
        backend: str = "",
    ) -> tuple[Staged, Provenance]:  # fmt: skip
        """Run the stager, then write on what it made."""
        small = 0 < longest_px <= PREVIEW_PX
        image = self._product(source, 0 if small else shot.product_px)
        call = Call(
            verb="stage", backend=backend or self._stager_of(shot),
            request=shot.request(
                image, longest_px, layers or shot.has_words or bool(logo), self._backdrop(shot)
            ),
            seed=shot.seed,
        )  # fmt: skip
        outcome = self.runner.run(call, job)
        result = cast(StageResult, outcome.result)
        picture, written = result.image, None
        if shot.has_words or logo:
            assert result.layers is not None  # noqa: S101  they were asked for
            mark = self.workspace.picture(logo) if logo else None
            product, front = result.layers.product, result.layers.front
            picture, written = write(picture, shot.message, mark, product)
            over = None if front is None else np.asarray(front)
            checked = check(np.asarray(picture), np.asarray(product), over, result.check.enlarged)
            result = replace(result, check=checked, layers=result.layers if layers else None)
        staged = Staged(image=picture, result=result, shot=shot, written=written)
        return staged, replace(outcome.provenance, params={})

    def _plan_creative(self, artefact: Artefact, made: Provenance) -> Callable[[Job], Made]:
        """How to make a creative's picture again.  Raises InputError when its record does not fit."""
        shot = read_record(artefact.spec)
        others = artefact.parents[1:]
        logos = others[: int(shot.logo)]
        if made.seed != shot.seed or others[len(logos) :] != ((shot.own,) if shot.own else ()):
            raise misfit()
        source = self.workspace.get(artefact.parents[0])
        if not _is_product(source) or any(self.workspace.get(each).kind != "photo" for each in logos):
            raise misfit()

        def make(job: Job) -> Made:
            scene = self.sets.find(shot.scene)
            if shot.ground == "scene" and (scene is None or self.sets.sha256(scene) != shot.scene_sha256):
                raise BackendUnavailableError("The scene of this creative is not here.")
            staged, by = self._stage(source, shot, logos[0] if logos else "", job, backend=made.backend)
            facts: dict[str, Any] = write_facts(staged.result.check, staged.result.box, staged.written, staged.shot)
            return Made(image=staged.image, facts=facts, provenance=replace(by, parents=artefact.parents))

        return make

    @cached_property
    def _printed(self) -> OrderedDict[tuple[str, int], Image.Image]:
        return OrderedDict()


def _is_product(artefact: Artefact) -> bool:
    """Whether a picture is a product without its ground."""
    return artefact.kind in ("design", "cutout") or (artefact.kind == "photo" and artefact.mode == "RGBA")


__all__ = ["PLAIN", "ClipFiles", "Staged", "Stager"]
