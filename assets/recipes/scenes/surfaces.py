"""Materials of walls, floors, tables and podiums: never quite even, in tone, relief or gloss. Lengths in metres."""

from __future__ import annotations

from photo.nodes import Graph, Wire


def shaded(g: Graph, colour, shade) -> Wire:
    """A colour made lighter or darker by a number about 1."""
    return g.mix(1.0, colour, g.join(shade, shade, shade), "MULTIPLY")


def limewash(colour: str, cloud: str | None = None, *, relief: float = 1.0, source: str = "Object"):
    """Lime plaster put on with a wide brush: clouds of tone, crossing strokes, fine grit."""
    g = Graph("limewash")
    p = g.coordinates(source)
    x, y, z = g.split(p)
    clouds = g.noise(p, 1.7, 4, 0.62, 0.5)
    strokes = g.noise(g.join(x * 3 + y * 2.2 + z * 0.8, y * 9 - x * 3, z * 8 + x * 2.5), 1.6, 3, 0.6, 1.2)
    grit = g.noise(p, 330, 1, 0.6)
    pits = g.cells(p, 38).ramp(0.03, 0.09, 1, 0) * g.noise(p, 6, 1).ramp(0.5, 0.6)
    tint = g.mix(clouds.ramp(0.32, 0.7) * 0.8, colour, cloud or colour)
    shade = clouds * 0.16 + strokes * 0.14 + grit * 0.05 + 0.83 - pits * 0.1
    height = strokes * 1.4 + grit * 0.14 - pits * 0.5 + g.noise(p, 26, 2) * 0.35
    return g.surface(shaded(g, tint, shade), 0.9, height, 0.0022 * relief, Specular_IOR_Level=0.2)


def cement(colour: str = "#a9a59d", *, gloss: float = 0.55, holes: float = 0.5):
    """Cast or trowelled cement: clouds, sand, air holes, a hairline crack here and there."""
    g = Graph("cement")
    p = g.coordinates("Object")
    clouds, sweep = g.noise(p, 1.5, 5, 0.6, 0.4), g.noise(p, 5, 3, 0.55, 1.6)
    sand = g.noise(p, 420, 1, 0.7)
    air = g.cells(p, 58).ramp(0.06, 0.13, 1, 0) * g.noise(p, 8, 2).ramp(0.52, 0.6) * holes
    shade = clouds * 0.42 + sweep * 0.18 + sand * 0.1 + 0.64 - air * 0.35
    rough = clouds * 0.2 + sweep * 0.15 + gloss - 0.15
    return g.surface(shaded(g, colour, shade), rough, sweep * 0.6 + sand * 0.15 - air * 2, 0.0012)


def travertine(colour: str = "#d9c9ae", band: str = "#b89f7c", *, along: str = "z"):
    """Sawn travertine: layers of warm tone and long open pores along them."""
    g = Graph("travertine")
    p = g.coordinates("Object")
    axes = dict(zip("xyz", g.split(p), strict=True))
    up = axes.pop(along)
    a, b = axes.values()
    wander = g.noise(p, 2.6, 3, 0.6) * 0.10
    layer = g.noise(g.join(a * 0.5, b * 0.5, (up + wander) * 16), 1.0, 3, 0.6)
    pore_at = g.join(a * 70, b * 70, (up + wander * 0.5) * 300)
    pores = g.cells(pore_at, 1.0).ramp(0.2, 0.34, 1, 0) * g.noise(g.join(a * 3, b * 3, up * 45), 1.0, 2).ramp(
        0.56, 0.64
    )
    tint = g.mix(layer.ramp(0.36, 0.66), band, colour)
    grit = g.noise(p, 300, 1)
    shade = grit * 0.1 + 0.95 - pores * 0.3
    return g.surface(shaded(g, tint, shade), layer * 0.2 + 0.42, grit * 0.12 - pores * 1.6, 0.0014)


def marble(colour: str = "#ece9e4", vein: str = "#8d8a86", *, scale: float = 1.0, gloss: float = 0.22):
    """Honed marble: clouds and two sizes of veins."""
    g = Graph("marble")
    p = g.coordinates("Object")
    x, y, z = g.split(p)
    warp = g.noise(p, 1.6 * scale, 4, 0.6, 0.8)
    place = g.join(x + warp * 0.7, y * 0.6 + warp * 0.5, z + warp * 0.3)
    big = (g.noise(place, 2.2 * scale, 4, 0.5) - 0.5).abs().ramp(0.0, 0.02, 1, 0)
    fine = (g.noise(place, 6.5 * scale, 4, 0.55) - 0.5).abs().ramp(0.0, 0.03, 1, 0) * g.noise(p, 2.0, 1).ramp(
        0.45, 0.65
    )
    tint = g.mix(warp.ramp(0.35, 0.75) * 0.3, colour, vein)
    tint = g.mix(big * 0.45, tint, vein)
    tint = g.mix(fine * 0.45, tint, vein)
    return g.surface(tint, g.noise(p, 30, 2) * 0.1 + gloss, g.noise(p, 40, 2), 0.0002)


def carrara(colour: str = "#eeece8", vein: str = "#8e8d8c", *, gloss: float = 0.22):
    """Polished white marble: grey clouds drawn out along one way, and fine veins in them that fade and return."""
    g = Graph("carrara")
    p = g.coordinates("Object")
    x, y, z = g.split(p)
    bend = (g.noise(p, 1.3, 2, 0.5) - 0.5) * 0.55
    along, across = x * 0.8 + y * 0.6 + bend, y * 0.8 - x * 0.6 + bend * 0.8 + z
    place = g.join(along * 0.5, across * 1.5, z)
    ridge = (g.noise(place, 2.3, 7, 0.52) - 0.5).abs()
    second = (g.noise(g.join(along * 0.7 + 5.0, across * 1.8, z), 4.6, 6, 0.5) - 0.5).abs()
    there = g.noise(g.join(along, across * 1.4, z + 3.0), 2.4, 3).ramp(0.42, 0.62)
    cloud = ridge.ramp(0.0, 0.16, 1, 0) * there * 0.34 + g.noise(place, 1.6, 5).ramp(0.45, 0.75) * 0.14
    fine = ridge.ramp(0.0, 0.016, 1, 0) * (there * 0.6 + 0.06) + second.ramp(0.0, 0.012, 1, 0) * there * 0.3
    tint = g.mix(cloud.min(0.5), colour, vein)
    tint = g.mix(fine.min(0.7), tint, vein)
    return g.surface(tint, g.noise(p, 30, 2) * 0.1 + gloss, g.noise(p, 40, 2), 0.0002)


def terrazzo(colour: str, chips: tuple[str, str, str], *, size: float = 0.02, gloss: float = 0.3):
    """Polished terrazzo: chips of three stones of many sizes in a cement ground."""
    g = Graph("terrazzo")
    p = g.coordinates("Object")
    tint = shaded(g, colour, g.noise(p, 200, 1) * 0.1 + g.noise(p, 2, 2) * 0.1 + 0.9)
    for layer, (scale, reach) in enumerate(((1 / size, 0.34), (1.9 / size, 0.32), (4.2 / size, 0.3))):
        node = g.node("ShaderNodeTexVoronoi", feature="F1")
        bent = g.noise(p, scale * 1.1, 2, 0.6) * (0.5 / scale)
        x, y, z = g.split(p)
        g.link(g.join(x + bent, y - bent, z + bent), node.inputs["Vector"])
        node.inputs["Scale"].default_value = scale
        kind = g.hashed(Wire(g, node.outputs["Position"]))
        chip = (Wire(g, node.outputs["Distance"]) < reach * 1.0) * (kind > (0.62 if layer == 0 else 0.45))
        stone = g.mix(kind > 0.75, g.mix(kind > 0.88, chips[0], chips[1]), chips[2])
        tint = g.mix(chip, tint, shaded(g, stone, g.noise(p, 60, 2) * 0.3 + 0.85))
    return g.surface(tint, g.noise(p, 20, 2) * 0.12 + gloss, g.noise(p, 60, 1), 0.0001)


def broken_terrazzo(colour: str, chips: tuple[str, str, str], *, size: float = 0.02, gloss: float = 0.3):
    """Polished terrazzo of broken stone: sharp-cornered chips of three sizes in a cement ground."""
    g = Graph("broken terrazzo")
    p = g.coordinates("Object")
    x, y, z = g.split(p)
    tint = shaded(g, colour, g.noise(p, 200, 1) * 0.1 + g.noise(p, 2, 2) * 0.1 + 0.9)
    for layer, (scale, rare) in enumerate(((4.4 / size, 0.62), (2.1 / size, 0.7), (1 / size, 0.74))):
        at = g.join(x + layer * 3.7, y - layer * 1.9, z)
        edge, node = g.cells(at, scale, "DISTANCE_TO_EDGE"), g.node("ShaderNodeTexVoronoi", feature="F1")
        g.link(at, node.inputs["Vector"])
        node.inputs["Scale"].default_value = scale
        kind = g.hashed(Wire(g, node.outputs["Position"]))
        chip = (edge > kind * 0.12 + 0.02) * (kind > rare)
        pick = (kind - rare) / (1 - rare)
        stone = g.mix(pick > 0.4, g.mix(pick > 0.75, chips[0], chips[1]), chips[2])
        tint = g.mix(chip, tint, shaded(g, stone, g.noise(p, 90, 3) * 0.3 + 0.85))
    return g.surface(tint, g.noise(p, 20, 2) * 0.12 + gloss, g.noise(p, 60, 1), 0.0001)


def timber(
    light: str, dark: str, *, gloss: float = 0.45, zoom: float = 1.0, worn: str | None = None, wear: float = 0.0
):
    """Boards made by `meshes.slabs`: grain along each board's own uv, each with its own tone; `worn` shows through."""
    g = Graph("timber")
    u, v, _ = g.split(g.coordinates("UV"))
    tone = g.attribute("tone")
    place = g.join(v * zoom, u * 0.055 * zoom, tone * 7)
    bow = g.noise(place, 10, 2, 0.55, 1.4)
    rings = ((bow * 10).fract() - 0.5).abs() * 2
    fibre = g.noise(g.join(v * 520 * zoom, u * 11 * zoom, tone), 1.0, 2, 0.65)
    pores = g.noise(g.join(v * 900, u * 38, tone * 3), 1.0, 0).ramp(0.66, 0.72)
    factor = rings * 0.30 + fibre * 0.42 + (tone - 0.5) * 0.45 + 0.12
    colour = g.mix(factor.ramp(0.0, 1.0), light, dark)
    colour = g.mix(pores * 0.35, colour, dark)
    if worn is not None:
        bare = (g.noise(g.join(v * 34, u * 5, tone), 1.0, 3, 0.7) * 0.7 + fibre * 0.3).ramp(0.57, 0.64) * wear
        paint = shaded(g, light, (tone - 0.5) * 0.07 + 0.98)
        colour = g.mix(bare, paint, shaded(g, worn, fibre * 0.5 + 0.7))
    smears = g.noise(g.join(v * 3, u * 3), 2.0, 3, 0.6)
    return g.surface(
        colour, fibre * 0.18 + smears * 0.2 + gloss - 0.1, fibre * 0.6 - pores, 0.0005, Specular_IOR_Level=0.4
    )


def ceramic_tile(colour: str, second: str, *, gloss: float = 0.12, wave: float = 1.0):
    """Handmade glazed tiles made by `meshes.slabs`: pooled glaze, waves, a pinhole now and then."""
    g = Graph("tile")
    p = g.coordinates("Object")
    u, v, _ = g.split(g.coordinates("UV"))
    tone = g.attribute("tone")
    pool = g.noise(g.join(u, v, tone * 9), 16, 3, 0.6, 0.6)
    tint = g.mix((pool * 0.7 + tone * 0.6 - 0.15).ramp(0.1, 0.95), colour, second)
    pins = g.cells(g.join(u, v, tone), 70).ramp(0.03, 0.07, 1, 0) * g.noise(p, 5, 1).ramp(0.55, 0.6)
    tint = g.mix(pins * 0.6, tint, "#5b4a3b")
    height = g.noise(g.join(u, v, tone * 5), 22, 2) * wave - pins * 0.3
    return g.surface(tint, pool * 0.1 + gloss, height, 0.0022, Specular_IOR_Level=0.5)


def fired_brick(colour: str, second: str, *, paint: str | None = None):
    """Bricks made by `meshes.slabs`: sand-faced, each burnt differently; or painted over, the clay showing a little."""
    g = Graph("brick")
    p = g.coordinates("Object")
    u, v, _ = g.split(g.coordinates("UV"))
    tone = g.attribute("tone")
    at = g.join(u, v, tone * 11)
    blotch, grit = g.noise(at, 14, 4, 0.65), g.noise(at, 160, 2, 0.7)
    tint = g.mix((tone * 0.8 + blotch * 0.5 - 0.15).ramp(0.1, 0.95), colour, second)
    tint = shaded(g, tint, grit * 0.45 + 0.75)
    if paint is not None:
        bare = (blotch * 0.6 + grit * 0.4).ramp(0.62, 0.68) * 0.7
        tint = g.mix(bare, shaded(g, paint, g.noise(p, 1.5, 3) * 0.16 + grit * 0.06 + 0.86), tint)
    return g.surface(tint, 0.85, blotch * 1.2 + grit * 0.5, 0.0035, Specular_IOR_Level=0.25)


def cloth(colour: str, *, thread: float = 0.0018, source: str = "UV", sheen: float = 0.3, slub: float = 1.0):
    """Woven linen or cotton, thick and thin threads."""
    g = Graph("cloth")
    x, y, _ = g.split(g.coordinates(source))
    p = g.coordinates("Object")
    wobble = g.noise(p, 40, 0) * 5
    slubs = g.noise(g.join(x * 14, y * 320), 1.0, 0) + g.noise(g.join(x * 320, y * 14), 1.0, 0)
    threads = (x / thread * 6.2832 + wobble).sin() + (y / thread * 6.2832 + wobble).sin()
    shade = slubs * 0.24 * slub + g.noise(p, 3, 1) * 0.1 + 0.72
    return g.surface(shaded(g, colour, shade), 0.95, threads * 0.25 + slubs * 1.2 * slub, 0.0006, Sheen_Weight=sheen)


def satin_paint(colour: str, *, gloss: float = 0.38):
    """Painted joinery: brush marks and a little wear in the gloss."""
    g = Graph("satin")
    p = g.coordinates("Object")
    x, y, z = g.split(p)
    brush = g.noise(g.join(x * 160, y * 160, z * 7), 1.0, 2)
    cloud = g.noise(p, 2.5, 3)
    return g.surface(shaded(g, colour, cloud * 0.1 + brush * 0.05 + 0.92), cloud * 0.15 + gloss, brush, 0.00025)


def metal(colour: str, roughness: float = 0.35):
    """Brushed metal with a hand's traces."""
    g = Graph("metal")
    p = g.coordinates("Object")
    smear = g.noise(p, 16, 3, 0.6)
    return g.surface(
        shaded(g, colour, smear * 0.12 + 0.94),
        smear * 0.25 + roughness - 0.1,
        g.noise(p, 300, 1),
        0.00005,
        Metallic=1.0,
    )
