"""What a creative was asked for, as JSON, and back from a stranger's file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from PIL import Image
from pydantic import ConfigDict, TypeAdapter, ValidationError

from models.design import Rgb
from models.errors import InputError
from models.staging.light import Lamp
from models.staging.message import Message, Written
from models.staging.placements import FREE, PLACEMENTS, find_placement, plan
from models.staging.requests import Box, Check, Ground, StageRequest, Support

_strict = ConfigDict(extra="forbid")
SPOT: Box = (0.25, 0.25, 0.75, 0.75)
"""Where a product goes in a scene of which nobody said it."""


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One creative as it is wished for; everything but the product.

    `placement` is an id of `placements`, with its size.  Once it is taken, `scene` names the set and `scene_sha256`
    what it was made of; on an "own" ground `own` is the id of the emptied photo and `spot` where the old object was in
    it, and with `light` "photo" its `lamp` is the one that the old object's shadow told, if it told any; `product_px`
    is the side at which a design was printed for it (0: its saved picture).
    """

    __pydantic_config__ = _strict
    placement: str = "square"
    width_px: int = 1080
    height_px: int = 1080
    ground: Ground = "scene"
    colours: tuple[Rgb, ...] = ()
    scene: str = ""
    scene_sha256: str = ""
    theme: str = ""
    support: Support = ""
    kind: str = ""
    words: str = ""
    variety: int = 0
    shift: tuple[float, float] = (0.0, 0.0)
    scale: float = 1.0
    shadow: float = 1.0
    reflection: float = 0.0
    seed: int = 0
    message: Message = field(default_factory=Message)
    logo: bool = False
    product_px: int = 0
    own: str = ""
    spot: Box = SPOT
    light: Literal["photo", "soft"] = "photo"
    lamp: Lamp | None = None

    def __post_init__(self) -> None:
        """Raises InputError for what no stager can do."""
        if (self.ground == "own") != bool(self.own) or not isinstance(self.own, str) or len(self.own) > 64:
            raise InputError("An own scene needs its photo.", "Upload one, or choose another set.")
        self.request(Image.new("RGBA", (1, 1)), backdrop=Image.new("RGB", (1, 1)) if self.own else None)
        known = {each.id: (each.width_px, each.height_px) for each in PLACEMENTS}
        if self.placement != FREE and known.get(self.placement) != (self.width_px, self.height_px):
            raise InputError("This placement has another size.", "Choose it from the list.")
        if type(self.product_px) is not int or not 0 <= self.product_px <= 4096:
            raise InputError("The product's size is a whole number of pixels.")
        if not isinstance(self.scene_sha256, str) or len(self.scene_sha256) > 64:
            raise InputError("This is not the hash of a scene.")

    @property
    def has_words(self) -> bool:
        return not self.message.empty

    def placed_in(self, placement: str, width_px: int = 0, height_px: int = 0) -> Shot:
        """The same for another placement; what was moved by hand goes back.  Raises InputError."""
        found = find_placement(placement, width_px, height_px)
        return replace(
            self, placement=found.id, width_px=found.width_px, height_px=found.height_px, shift=(0.0, 0.0), scale=1.0
        )

    def request(
        self, image: Image.Image, longest_px: int = 0, layers: bool = False, backdrop: Image.Image | None = None
    ) -> StageRequest:
        """What to ask of the stager for a product, in full size or at most `longest_px` long."""
        width, height = self.width_px, self.height_px
        if longest_px and max(width, height) > longest_px:
            factor = longest_px / max(width, height)
            width, height = max(24, round(width * factor)), max(24, round(height * factor))
        room = plan(self.width_px, self.height_px, self.has_words).room
        return StageRequest(
            image=image, width_px=width, height_px=height, room=room,
            ground=self.ground, colours=self.colours, scene=self.scene, support=self.support, theme=self.theme,
            kind=self.kind, words=self.words, variety=self.variety, shift=self.shift, scale=self.scale,
            shadow=self.shadow, reflection=self.reflection, seed=self.seed, layers=layers,
            backdrop=backdrop, spot=self.spot, lamp=self.lamp,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Record:
    __pydantic_config__ = _strict
    verb: Literal["stage"]
    shot: Shot


_record: TypeAdapter[_Record] = TypeAdapter(_Record)
_shot: TypeAdapter[Shot] = TypeAdapter(Shot)


def write_record(shot: Shot) -> dict[str, Any]:
    """The record as JSON has it; with the product it names the creative."""
    written: dict[str, Any] = _record.dump_python(_Record(verb="stage", shot=shot), mode="json")
    for name, usual in (
        ("own", ""),
        ("spot", list(SPOT)),
        ("light", "photo"),
        ("lamp", None),
    ):  # records from before there were own scenes stay as they are
        if written["shot"][name] == usual:
            del written["shot"][name]
    return written


def read_record(spec: Mapping[str, Any]) -> Shot:
    """The shot of a record.  Raises InputError on what `write_record` would not write."""
    try:
        shot = _record.validate_json(json.dumps(spec, allow_nan=False)).shot
    except (ValidationError, ValueError, TypeError, RecursionError) as error:
        raise misfit() from error
    if write_record(shot) != spec:
        raise misfit()
    return shot


def read_shot(value: object) -> Shot:
    """A shot from JSON, with whatever is left out as it usually is.  Raises InputError."""
    try:
        return _shot.validate_json(json.dumps(value, allow_nan=False))
    except ValidationError as error:
        first = error.errors()[0]
        cause = first.get("ctx", {}).get("error")
        if isinstance(cause, InputError):
            raise cause from error
        raise InputError(
            f"This does not fit: {'.'.join(str(part) for part in first['loc'])[:60]}.", "See the API page for its form."
        ) from error
    except (ValueError, TypeError, RecursionError) as error:
        raise InputError("This is not the description of a creative.", "See the API page for its form.") from error


def write_facts(check: Check, box: tuple[float, ...], written: Written | None, shot: Shot) -> dict[str, Any]:
    """What was found when it was made: the check of the product's pixels, where it is, how the words can be read, and
    in a scene of one's own by which light."""
    facts: dict[str, Any] = {"check": asdict(check), "box": [round(each, 5) for each in box]}
    if shot.ground == "own":
        facts["light"] = "Soft, from the upper left" if shot.lamp is None else describe_lamp(shot.lamp)
    if written is not None:
        facts["words"] = {
            "contrast": written.contrast, "readable": written.readable, "ink": list(written.ink),
            "left_out": list(written.left_out),
        }  # fmt: skip
    return facts


def describe_lamp(lamp: Lamp) -> str:
    """A lamp in words: where it is, and how soft."""
    x, y, z = lamp.towards
    side = "right" if x > 0.25 else "left" if x < -0.25 else ""
    height = "above" if y > 0.25 else "below" if y < -0.25 else ""
    behind = "behind" if z < -0.25 else ""
    where = " and ".join(each for each in (side, height, behind) if each) or "the camera"
    return f"{'Hard' if lamp.size_deg < 10 else 'Soft'}, from {where}, as the old object's shadow tells"


def misfit() -> InputError:
    """What is said of a record that the studio would not have written."""
    return InputError("The record of this creative does not fit.", "Export it again from the studio that made it.")
