"""Cloth materials: a pattern along the grain, the weave, ribs, hems and stitches as fine relief.

They read what `cloth.sew` stored on the mesh: the `grain` UVs and the distances in metres `hem`, `neck`, `cuff`,
`waist` and `stitch`.
"""

from __future__ import annotations

from dataclasses import dataclass

from .nodes import Graph, Wire


@dataclass(frozen=True, kw_only=True)
class Fabric:
    """How the cloth looks. Colours "#rrggbb"; lengths in metres."""

    colour: str
    accent: str = "#ffffff"
    third: str = "#ffffff"
    pattern: str = "plain"  # plain, striped, checked, dotted, floral, gingham
    period_m: float = 0.03
    weave: str = "jersey"  # jersey, woven, linen, denim, knit, rib
    rib_neck_m: float = 0.0  # width of a ribbed band at the neck, and at cuffs and hem
    rib_edge_m: float = 0.0
    hem_m: float = 0.02  # distance of the hem's stitching from the edge
    stitch_colour: str | None = None  # contrasting thread
    waist_m: float = 0.0  # width of a waistband
    sheen: float = 0.25
    fade: float = 0.0  # 0..1, worn patches (denim)


def paint(fabric: Fabric, graph: Graph, u: Wire, v: Wire, uv: Wire):
    """The pattern's colour."""
    p = fabric.period_m
    if fabric.pattern == "striped":
        return graph.mix((v / p).fract() < 0.42, fabric.colour, fabric.accent)
    if fabric.pattern in ("checked", "gingham"):
        wide_u, wide_v = ((u / p).fract() < 0.5), ((v / p).fract() < 0.5)
        base = graph.mix((wide_u + wide_v) * 0.5, fabric.colour, fabric.accent)
        if fabric.pattern == "gingham":
            return base
        thin = ((u / p + 0.26).fract() < 0.045).max((v / p + 0.26).fract() < 0.045)
        return graph.mix(thin * 0.8, base, fabric.third)
    if fabric.pattern == "dotted":
        row = (v / p).floor()
        x = (u / p + row * 0.5).fract() - 0.5
        y = (v / p).fract() - 0.5
        return graph.mix((x * x + y * y) < 0.045, fabric.colour, fabric.accent)
    if fabric.pattern == "floral":
        return paint_flowers(fabric, graph, u, v)
    return graph.mix(0.0, fabric.colour, fabric.colour)


def paint_flowers(fabric: Fabric, graph: Graph, u: Wire, v: Wire):
    """Small five-petalled flowers and leaves strewn over the ground, each turned at random."""
    colour = graph.mix(0.0, fabric.colour, fabric.colour)
    for layer, (period, radius, petals, tint) in enumerate(
        (
            (fabric.period_m, 0.34, 5, fabric.accent),
            (fabric.period_m * 0.55, 0.2, 2, fabric.third),
            (fabric.period_m * 0.6, 0.13, 5, fabric.accent),
        )
    ):
        su, sv = u / period + 0.37 * layer, v / period + 0.61 * layer
        cell = graph.join(su.floor(), sv.floor(), layer + 0.5)
        cell2 = graph.join(su.floor(), sv.floor(), layer + 7.5)
        r1, r2 = graph.hashed(cell), graph.hashed(cell2)
        x, y = su.fract() - 0.5 + (r1 - 0.5) * 0.36, sv.fract() - 0.5 + (r2 - 0.5) * 0.36
        angle = graph.math("ARCTAN2", y, x) + r1 * 6.28
        reach = (x * x + y * y).power(0.5)
        edge = ((angle * (petals / 2)).sin().abs() * 0.55 + 0.45) * radius
        shown = (reach < edge) * (r2 > 0.22)
        colour = graph.mix(shown, colour, tint)
        if petals == 5:
            colour = graph.mix((reach < radius * 0.24) * (r2 > 0.22), colour, "#d9a441")
    return colour


def relief(fabric: Fabric, graph: Graph, u: Wire, v: Wire, uv: Wire) -> Wire:
    """Height of the weave, 0..1 for about a millimetre."""
    fuzz = graph.noise(uv, 700, 1, 0.6)
    if fabric.weave == "knit":
        x, y = u / 0.0075, v / 0.0062
        slant = ((x.fract() - 0.5).abs() * 1.1 + y).fract()
        column = (x.fract() - 0.5).abs() * 2
        loop = (slant * 6.2832).sin() * 0.5 + 0.5
        return loop * 1.5 + (column * 3.14159).sin() * 1.6 + fuzz * 0.8
    if fabric.weave == "rib":
        return ((u / 0.006) * 6.2832).sin() * 0.9 + fuzz * 0.7
    if fabric.weave == "denim":
        twill = ((u + v * 0.6) / 0.0022 * 6.2832).sin() * 0.3
        return twill + fuzz * 0.7
    if fabric.weave in ("linen", "woven"):
        k = 0.0024 if fabric.weave == "linen" else 0.0014
        wobble = graph.noise(uv, 60, 0) * (0.9 if fabric.weave == "linen" else 0.2)
        threads = (u / k * 6.2832 + wobble * 6).sin() + (v / k * 6.2832 + wobble * 5).sin()
        slubs = graph.noise(graph.join(u * 12, v * 260), 1.0, 0) + graph.noise(graph.join(u * 260, v * 12), 1.0, 0)
        return threads * 0.18 + (slubs * 0.9 if fabric.weave == "linen" else slubs * 0.15) + fuzz * 0.4
    return fuzz * 0.9 + ((u / 0.0016) * 6.2832).sin() * 0.12


def band(graph: Graph, away: Wire, along: Wire, width: float) -> Wire:
    """Ribs of a knitted band of some width along an edge, raised against the body of the cloth."""
    within = away < width
    ribs = (along / 0.0042 * 6.2832).sin() * 0.9
    return within * (ribs + 1.4) - ((away - width).abs() < 0.0016) * 1.6


def stitches(graph: Graph, away: Wire, at: float, along: Wire) -> tuple[Wire, Wire]:
    """A stitched line at a distance from an edge: its relief and where its thread shows."""
    line = (away - at).abs() < 0.0011
    thread = line * ((along / 0.0048).fract() < 0.68)
    return thread * 0.9 - ((away - at).abs() < 0.004) * 0.9 - (away < at) * -0.8, thread


def weave(fabric: Fabric):
    """The finished material."""
    graph = Graph(f"{fabric.weave} {fabric.pattern}")
    uv = graph.coordinates("UV")
    u, v, _ = graph.split(uv)
    along = u + v
    colour, height = paint(fabric, graph, u, v, uv), relief(fabric, graph, u, v, uv)
    hem, cuff, neck = (graph.attribute(k) for k in ("hem", "cuff", "neck"))
    waist, inner = graph.attribute("waist"), graph.attribute("stitch")
    if fabric.rib_edge_m:
        height = height + band(graph, hem.min(cuff), u, fabric.rib_edge_m)
        thread = None
    else:
        lines, thread = stitches(graph, hem.min(cuff), fabric.hem_m, along)
        height = height + lines
    if fabric.rib_neck_m:
        height = height + band(graph, neck, graph.attribute("along"), fabric.rib_neck_m)
    elif fabric.hem_m:
        lines, _ = stitches(graph, neck, 0.008, along)
        height = height + lines
    if fabric.waist_m:
        lines, more = stitches(graph, waist, fabric.waist_m, along)
        height, thread = height + lines * 2, more if thread is None else thread.max(more)
    height = height - (inner < 0.0018) * 1.8 + inner.ramp(0.002, 0.006, 0.8, 0)
    lines, more = stitches(graph, inner, 0.006, along)
    thread = more if thread is None else thread.max(more)
    if fabric.fade:
        worn = graph.noise(uv, 5, 2, 0.6).ramp(0.35, 0.75) * fabric.fade
        worn = worn.max((hem.min(cuff).min(inner) < 0.004) * 0.5 * graph.noise(uv, 90, 0))
        colour = graph.mix(worn, colour, fabric.accent)
        colour = graph.mix(
            graph.noise(graph.join(u * 700, v * 90), 1.0, 0).ramp(0.45, 0.75) * 0.35, colour, fabric.accent
        )
    if fabric.stitch_colour:
        colour = graph.mix(thread, colour, fabric.stitch_colour)
    shade = graph.noise(uv, 420, 1) * 0.24 + graph.noise(uv, 9, 1) * 0.1 + 0.83
    if fabric.weave == "knit":
        shade = shade * (height * 0.12 + 0.72)
    colour = graph.mix(1.0, colour, graph.join(shade, shade, shade), "MULTIPLY")
    depth = {"knit": 0.0013, "rib": 0.0012, "linen": 0.0005, "denim": 0.0005}.get(fabric.weave, 0.00045)
    return graph.surface(
        colour, 0.9, height, depth, Sheen_Weight=fabric.sheen, Sheen_Roughness=0.5, Specular_IOR_Level=0.15
    )
