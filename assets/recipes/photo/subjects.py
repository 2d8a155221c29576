"""The sample photos: what is in each, on what ground, in what light."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import bpy
import numpy as np

from . import garments, grounds, stage, trimmings, wares
from .cloth import Garment, finish, lay_down, sew, smooth_seams
from .fabrics import Fabric, weave


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One photo. `build` fills the empty scene and returns the product's objects."""

    id: str
    title: str
    category: str
    words: tuple[str, ...]
    build: Callable[[], list]
    size_px: tuple[int, int] = (720, 960)
    seed: int = 1
    warmth: float = 0.0


def lay(
    garment: Garment,
    fabric: Fabric,
    ground,
    *,
    seed: int,
    turn_deg: float = 0.0,
    shift=(0.0, 0.0),
    thick: float = 0.0012,
):
    """Sew, drop, and dress a garment; its middle comes to rest near the origin."""
    thing = sew("garment", garment, seed)
    co = np.array([v.co[:] for v in thing.data.vertices])
    middle = (co.max(0) + co.min(0)) / 2
    angle = np.radians(turn_deg)
    d = co[:, :2] - middle[:2]
    co[:, 0] = d[:, 0] * np.cos(angle) - d[:, 1] * np.sin(angle) + shift[0]
    co[:, 1] = d[:, 0] * np.sin(angle) + d[:, 1] * np.cos(angle) + shift[1]
    thing.data.vertices.foreach_set("co", co.reshape(-1))
    settle(thing, garment)
    smooth_seams(thing)
    thing.data.materials.append(weave(fabric))
    finish(thing, thick)
    return thing


def settle(thing, garment: Garment) -> None:
    """Drop the cloth; the result is kept in work/cloth, since the solver takes longer than a preview."""
    points = np.empty(len(thing.data.vertices) * 3, np.float32)
    thing.data.vertices.foreach_get("co", points)
    key = hashlib.sha256(points.tobytes() + repr(garment).encode()).hexdigest()[:16]
    kept = Path(__file__).resolve().parents[3] / "work" / "cloth" / f"{key}.npy"
    if kept.exists():
        thing.data.vertices.foreach_set("co", np.load(kept))
        thing.data.update()
        return
    floor = grounds.plane(6, name="floor")
    lay_down(thing, garment, floor)
    bpy.data.objects.remove(floor)
    thing.data.vertices.foreach_get("co", points)
    kept.parent.mkdir(parents=True, exist_ok=True)
    np.save(kept, points)


def overhead(things: list, *, fill: float = 0.84, tilt_m: float = 0.12, roll_deg: float = -1.5) -> list:
    """A hand-held photo from above."""
    stage.camera((0.02, -tilt_m, 1.75), (0, 0, 0), lens_mm=54, roll_deg=roll_deg)
    stage.fit(things, fill)
    return things


def tee() -> list:
    ground = grounds.planks("#c9a677", "#8a6238", width=0.15)
    garment = garments.top(lay={"swing_left": -7, "swing_right": 4})
    thing = lay(garment, Fabric(colour="#a9b79a", rib_neck_m=0.02), ground, seed=3, turn_deg=3)
    stage.ambient(strength=0.3)
    stage.window((-1.7, 1.0, 1.1), watts=95)
    return overhead([thing])


def longsleeve() -> list:
    ground = grounds.linen("#cfc3ae", creases=0.007, seed=4)
    garment = garments.top(
        length=66,
        sleeve=52,
        cuff=6.2,
        drop_deg=62,
        chest=25,
        neck=11,
        neck_depth=7.5,
        lay={"swing_left": 16, "swing_right": -5},
        fold_cm=22,
    )
    fabric = Fabric(colour="#e9e4d8", accent="#26324a", pattern="striped", period_m=0.026, rib_neck_m=0.016)
    thing = lay(garment, fabric, ground, seed=8, turn_deg=-4)
    stage.ambient(strength=0.35)
    stage.window((1.6, 1.2, 1.2), watts=95)
    return overhead([thing], fill=0.86, roll_deg=1)


def shirt() -> list:
    ground = grounds.concrete("#a5a29b")
    garment = garments.top(
        length=74,
        sleeve=56,
        cuff=6.5,
        drop_deg=64,
        chest=27,
        shoulder=23.5,
        neck=8.0,
        neck_depth=9,
        lay={"swing_left": 8, "swing_right": 14},
        fold_cm=20,
        bending=1.5,
        placket=True,
    )
    fabric = Fabric(
        colour="#8f2f2b", accent="#23282f", third="#d8c9a4", pattern="checked", period_m=0.07, weave="woven"
    )
    thing = lay(garment, fabric, ground, seed=5, turn_deg=2)
    parts = trimmings.collar(thing, length=74, neck=8.0, neck_depth=9, material=thing.data.materials[0])
    parts += trimmings.buttons(thing, np.linspace(61.5, 8, 6))
    stage.ambient(strength=0.35)
    stage.window((-1.5, 1.3, 1.2), watts=95, colour="#f2f4ff")
    return overhead([thing, *parts])


def jeans() -> list:
    ground = grounds.planks("#e4e0d8", "#b59f83", width=0.11, painted=True, wear=0.8, gloss=0.5)
    garment = garments.trousers(fold_cm=17, surplus_cm=1.1, bending=4, slack_cm=0.4)
    fabric = Fabric(
        colour="#2c3e5e",
        accent="#7f97b8",
        weave="denim",
        hem_m=0.018,
        waist_m=0.04,
        stitch_colour="#b98645",
        fade=0.75,
        sheen=0.1,
    )
    thing = lay(garment, fabric, ground, seed=6, turn_deg=-5, thick=0.002)
    stage.ambient(strength=0.4)
    stage.window((1.7, 0.8, 1.1), watts=95)
    return overhead([thing], fill=0.9)


def skirt() -> list:
    ground = grounds.paper("#e6ded0")
    garment = garments.skirt(fold_cm=15, surplus_cm=1.6, bending=1.5)
    fabric = Fabric(colour="#b4583a", weave="linen", waist_m=0.035, hem_m=0.025)
    thing = lay(garment, fabric, ground, seed=9, turn_deg=4)
    stage.ambient(strength=0.3)
    stage.sun((-1.8, 1.2, 1.6), strength=2.6)
    stage.mullions((-1.8, 1.2, 1.6), (1.3, 1.7))
    stage.window((-1.6, 1.0, 1.4), watts=25)
    return overhead([thing], fill=0.8)


def dress() -> list:
    ground = grounds.linen("#e8e6e1", creases=0.01, seed=12, thread=0.0016)
    garment = garments.top(
        length=98,
        sleeve=17,
        cuff=8,
        drop_deg=46,
        chest=22,
        shoulder=19,
        neck=10,
        neck_depth=14,
        flare=14,
        hem_curve=3.5,
        fold_cm=18,
        surplus_cm=1.5,
        bending=1.5,
        lay={"swing_left": 5, "swing_right": -6},
    )
    fabric = Fabric(
        colour="#27365a", accent="#efe6dc", third="#7f9a6f", pattern="floral", period_m=0.045, weave="woven"
    )
    thing = lay(garment, fabric, ground, seed=15, turn_deg=-3)
    stage.ambient(strength=0.4)
    stage.window((-1.8, 0.6, 1.2), watts=90)
    return overhead([thing], fill=0.88)


def jumper() -> list:
    ground = grounds.rug("#9a9da3", "#6f737a")
    garment = garments.top(
        length=66,
        sleeve=51,
        cuff=7.5,
        drop_deg=66,
        chest=28,
        shoulder=24,
        neck=10,
        neck_depth=7.5,
        lay={"swing_left": 10, "swing_right": 18},
        fold_cm=30,
        surplus_cm=1.6,
        bending=8,
        mass_kg=0.5,
    )
    fabric = Fabric(colour="#d9b15a", weave="knit", rib_neck_m=0.028, rib_edge_m=0.055, sheen=0.5)
    thing = lay(garment, fabric, ground, seed=21, turn_deg=5, thick=0.004)
    stage.ambient(strength=0.4)
    stage.window((1.6, 1.1, 1.3), watts=95)
    return overhead([thing], fill=0.86, roll_deg=2)


def cushion() -> list:
    ground = grounds.linen("#e4dfd5", creases=0.006, seed=41)
    garment = garments.square(
        width=46, height=46, surplus_cm=0.6, fold_cm=12, pressure=9.0, bending=1.0, growth=0.0, frames=40
    )
    fabric = Fabric(colour="#c46f4e", accent="#f0e6d6", pattern="gingham", period_m=0.05, weave="linen")
    thing = lay(garment, fabric, ground, seed=43, turn_deg=12)
    stage.ambient(strength=0.35)
    stage.window((-1.4, 1.0, 0.9), watts=75)
    stage.camera((0.1, -0.75, 1.1), (0, 0, 0.04), lens_mm=50)
    stage.fit([thing], 0.74)
    return [thing]


def tote() -> list:
    ground = grounds.concrete("#b9b5ad")
    garment = garments.square(width=38, height=42, open_top=True, fold_cm=20, surplus_cm=1.0, bending=6, growth=0.004)
    fabric = Fabric(colour="#e3d8c0", weave="linen", hem_m=0.025)
    thing = lay(garment, fabric, ground, seed=51, turn_deg=-7)
    parts = trimmings.handles(thing, width=38, height=42, drop=20, material=thing.data.materials[0])
    stage.ambient(strength=0.35)
    stage.window((1.4, 1.0, 1.0), watts=80)
    return overhead([thing, *parts], fill=0.82)


def vase() -> list:
    grounds.planks("#b98d5c", "#6f4a28", width=0.21, gloss=0.35, zoom=2.6)
    grounds.wall("#cfc7b8", y=0.42)
    things = wares.vase()
    stage.ambient(strength=0.25)
    stage.sun((-1.9, -1.3, 1.5), strength=3.0)
    stage.mullions((-1.9, -1.3, 1.5), (1.0, 1.0), panes=(2, 2), bar_m=0.06)
    stage.window((-1.4, -0.6, 0.9), watts=26)
    stage.camera((0.12, -1.25, 0.42), (0, 0, 0.13), lens_mm=60, f_stop=11)
    stage.fit(things, 0.62)
    return things


def mug() -> list:
    grounds.linen("#d9d1c0", creases=0.0025, seed=31, thread=0.0016)
    things = wares.mug()
    stage.ambient(strength=0.3)
    stage.window((-0.8, 0.5, 0.6), watts=17, size_m=(0.7, 0.8))
    stage.camera((0.12, -0.55, 0.36), (0, 0, 0.045), lens_mm=60, f_stop=16)
    stage.fit(things, 0.6)
    return things


def lamp() -> list:
    grounds.planks("#8a5f3a", "#4a2d18", width=0.3, gloss=0.3, zoom=2.4)
    grounds.wall("#56635c", y=0.3)
    things = wares.lamp()
    stage.ambient("#aebfdc", 0.32)
    stage.window((1.5, -0.9, 1.2), watts=14, colour="#dfe9ff")
    stage.camera((-0.12, -1.45, 0.42), (0, 0, 0.22), lens_mm=55)
    stage.fit(things, 0.7)
    return things


def stool() -> list:
    grounds.concrete("#9d9a94")
    grounds.wall("#e2ddd3", y=0.5)
    things = wares.stool()
    stage.ambient(strength=0.35)
    stage.window((-1.6, -1.0, 1.5), watts=55)
    stage.camera((0.35, -1.7, 0.95), (0, 0, 0.22), lens_mm=50)
    stage.fit(things, 0.68)
    return things


SUBJECTS = (
    Subject(
        id="tee",
        title="Sage T-shirt",
        category="T-Shirt",
        words=("sage", "cotton", "crew neck", "short sleeve"),
        build=tee,
    ),
    Subject(
        id="longsleeve",
        title="Striped longsleeve",
        category="Longsleeve",
        words=("striped", "navy", "ecru", "boat neck", "long sleeve"),
        build=longsleeve,
    ),
    Subject(
        id="shirt",
        title="Checked shirt",
        category="Shirt",
        words=("checked", "red", "black", "flannel", "long sleeve"),
        build=shirt,
    ),
    Subject(
        id="jeans",
        title="Worn blue jeans",
        category="Pants",
        words=("denim", "blue", "straight leg"),
        build=jeans,
        warmth=0.01,
    ),
    Subject(
        id="skirt",
        title="Rust linen skirt",
        category="Skirt",
        words=("rust", "linen", "flared"),
        build=skirt,
        size_px=(832, 832),
    ),
    Subject(
        id="dress",
        title="Flowered dress",
        category="Dress",
        words=("floral", "navy", "V-neck", "short sleeve"),
        build=dress,
    ),
    Subject(
        id="jumper",
        title="Mustard knitted jumper",
        category="Longsleeve",
        words=("mustard", "knit", "wool", "crew neck"),
        build=jumper,
    ),
    Subject(
        id="cushion",
        title="Gingham cushion",
        category="Cushion",
        words=("gingham", "terracotta", "linen"),
        build=cushion,
        size_px=(832, 832),
    ),
    Subject(id="tote", title="Canvas tote bag", category="Bag", words=("canvas", "natural", "tote"), build=tote),
    Subject(
        id="vase", title="Dipped bottle vase", category="Vase", words=("stoneware", "cream", "speckled"), build=vase
    ),
    Subject(
        id="mug",
        title="Stoneware mug",
        category="Mug",
        words=("stoneware", "teal", "handle"),
        build=mug,
        size_px=(832, 832),
    ),
    Subject(id="lamp", title="Table lamp", category="Lamp", words=("walnut", "linen shade", "lit"), build=lamp),
    Subject(id="stool", title="Oak stool", category="Stool", words=("oak", "three legs", "round"), build=stool),
)
