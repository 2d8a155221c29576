"""Write Blender shader graphs as ordinary arithmetic.

`Graph` makes nodes, `Wire` is one output that can be added, multiplied and compared; so a knit or a plank floor reads
as a formula instead of as fifty lines of links. Lengths are metres, colours linear RGB or "#rrggbb".
"""

from __future__ import annotations

import bpy


def linear(hex_colour: str) -> tuple[float, float, float, float]:
    """An sRGB colour "#rrggbb" as the linear RGBA that Cycles computes with."""
    parts = [int(hex_colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return red, green, blue, 1.0


class Wire:
    """One output socket of a shader node; arithmetic on it adds Math nodes to the same graph."""

    def __init__(self, graph: Graph, socket) -> None:
        self.graph, self.socket = graph, socket

    def _math(self, operation: str, *others) -> Wire:
        return self.graph.math(operation, self, *others)

    def __add__(self, other) -> Wire:
        return self._math("ADD", other)

    def __sub__(self, other) -> Wire:
        return self._math("SUBTRACT", other)

    def __rsub__(self, other) -> Wire:
        return self.graph.math("SUBTRACT", other, self)

    def __mul__(self, other) -> Wire:
        return self._math("MULTIPLY", other)

    def __truediv__(self, other) -> Wire:
        return self._math("DIVIDE", other)

    def __gt__(self, other) -> Wire:
        return self._math("GREATER_THAN", other)

    def __lt__(self, other) -> Wire:
        return self._math("LESS_THAN", other)

    __radd__, __rmul__ = __add__, __mul__

    def fract(self) -> Wire:
        return self._math("FRACT")

    def floor(self) -> Wire:
        return self._math("FLOOR")

    def abs(self) -> Wire:
        return self._math("ABSOLUTE")

    def sin(self) -> Wire:
        return self._math("SINE")

    def power(self, other) -> Wire:
        return self._math("POWER", other)

    def max(self, other) -> Wire:
        return self._math("MAXIMUM", other)

    def min(self, other) -> Wire:
        return self._math("MINIMUM", other)

    def ramp(self, low: float, high: float, to_low: float = 0.0, to_high: float = 1.0) -> Wire:
        """Clamped smooth step from `low` to `high`."""
        node = self.graph.node("ShaderNodeMapRange", interpolation_type="SMOOTHSTEP")
        for socket, value in zip(node.inputs[1:5], (low, high, to_low, to_high), strict=True):
            socket.default_value = value
        self.graph.link(self, node.inputs[0])
        return Wire(self.graph, node.outputs[0])


class Graph:
    """The node tree of one new material."""

    def __init__(self, name: str) -> None:
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.tree.nodes.clear()

    def node(self, kind: str, **settings):
        node = self.tree.nodes.new(kind)
        for key, value in settings.items():
            setattr(node, key, value)
        return node

    def link(self, value, socket) -> None:
        """Connect a wire, or set a constant (number, "#rrggbb", tuple) on an input socket."""
        if isinstance(value, Wire):
            self.tree.links.new(value.socket, socket)
        elif isinstance(value, str):
            socket.default_value = linear(value)
        else:
            socket.default_value = value

    def math(self, operation: str, *values) -> Wire:
        node = self.node("ShaderNodeMath", operation=operation)
        for value, socket in zip(values, node.inputs, strict=False):
            self.link(value, socket)
        return Wire(self, node.outputs[0])

    def attribute(self, name: str) -> Wire:
        """A number stored on the mesh's points, such as the distance to the nearest hem in metres."""
        return Wire(self, self.node("ShaderNodeAttribute", attribute_name=name).outputs["Fac"])

    def coordinates(self, source: str = "UV") -> Wire:
        return Wire(self, self.node("ShaderNodeTexCoord").outputs[source])

    def split(self, vector: Wire) -> tuple[Wire, Wire, Wire]:
        node = self.node("ShaderNodeSeparateXYZ")
        self.link(vector, node.inputs[0])
        return tuple(Wire(self, out) for out in node.outputs)

    def join(self, x, y, z=0.0) -> Wire:
        node = self.node("ShaderNodeCombineXYZ")
        for value, socket in zip((x, y, z), node.inputs, strict=True):
            self.link(value, socket)
        return Wire(self, node.outputs[0])

    def noise(
        self, vector: Wire, scale: float, detail: float = 3.0, roughness: float = 0.5, distort: float = 0.0
    ) -> Wire:
        node = self.node("ShaderNodeTexNoise")
        self.link(vector, node.inputs["Vector"])
        for name, value in (("Scale", scale), ("Detail", detail), ("Roughness", roughness), ("Distortion", distort)):
            node.inputs[name].default_value = value
        return Wire(self, node.outputs[0])

    def cells(self, vector: Wire, scale: float, feature: str = "F1") -> Wire:
        node = self.node("ShaderNodeTexVoronoi", feature=feature)
        self.link(vector, node.inputs["Vector"])
        node.inputs["Scale"].default_value = scale
        return Wire(self, node.outputs["Distance"])

    def hashed(self, vector: Wire) -> Wire:
        """A random number in 0..1 for each distinct vector."""
        node = self.node("ShaderNodeTexWhiteNoise")
        self.link(vector, node.inputs["Vector"])
        return Wire(self, node.outputs["Value"])

    def mix(self, factor, first, second, blend: str = "MIX") -> Wire:
        """Colour mix: `first` where factor is 0, `second` where it is 1."""
        node = self.node("ShaderNodeMixRGB", blend_type=blend)
        for value, socket in zip((factor, first, second), node.inputs, strict=True):
            self.link(value, socket)
        return Wire(self, node.outputs[0])

    def surface(self, colour, roughness=0.8, height: Wire | None = None, depth: float = 0.001, **more):
        """Finish: a Principled surface with a bump of `height` times `depth` metres. Returns the material."""
        shader = self.node("ShaderNodeBsdfPrincipled")
        self.link(colour, shader.inputs["Base Color"])
        self.link(roughness, shader.inputs["Roughness"])
        for name, value in more.items():
            self.link(value, shader.inputs[name.replace("_", " ")])
        if height is not None:
            bump = self.node("ShaderNodeBump")
            bump.inputs["Distance"].default_value = depth
            self.link(height, bump.inputs["Height"])
            self.tree.links.new(bump.outputs[0], shader.inputs["Normal"])
        out = self.node("ShaderNodeOutputMaterial")
        self.tree.links.new(shader.outputs[0], out.inputs["Surface"])
        return self.material
