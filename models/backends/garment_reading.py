"""From a picture to a spec: a garment's cut-out, a swatch of cloth, a drawing."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from models.backends.weights import quick
from models.canvas import CANVAS_PX, LEAST_PX, centre
from models.design import Cloth, DesignSpec, Rgb, write_code
from models.errors import InputError
from models.inks import Inks, look_inside, separate
from models.nets.garment import PatternCoder
from models.oklab import Floats, from_oklab
from models.relief import clear_pattern, clear_prints, dim_lamp, fill_in
from models.shape import encode, encode_lines
from models.texture import SWATCH_PX, Swatch, cut_swatch, relief_of, trim_of
from models.trueing import true_outline

NEUTRAL: Rgb = (196, 190, 182)
SWATCH_SIDE_PX = 192
DARK_INK = 110
"""Grey levels below this are a drawing's ink."""
LEAST_DRAWN = 0.01

STEPS, STEP, STAY = 80, 0.25, 0.0005
"""How a pattern's code is found: steps downhill, the first one's length, and what a square of distance costs."""


def read_garment(image: Image.Image, patterns: PatternCoder, device: str) -> tuple[DesignSpec, NDArray[np.uint8]]:
    """The spec of a cut-out, and the cut-out as it was looked at (256, 256, 4).  Raises InputError."""
    rgba = centre(np.asarray(image.convert("RGBA")))
    alpha = rgba[..., 3]
    try:
        inks = separate(rgba)
        swatch, (main, accent) = put_main_first(cut_swatch(inks, alpha), inks)
    except ValueError as error:
        raise InputError("No cloth can be made out in this garment.", "Use a larger, sharper photo of it.") from error
    relief, trim = relief_of(inks, alpha), trim_of(inks, alpha)
    if swatch.plain:
        relief = clear_prints(relief, look_inside(rgba)[0], inks, trim, alpha)
    else:
        relief = clear_pattern(relief, inks.mix, alpha)
    trued = true_outline(alpha)
    relief = fill_in(dim_lamp(relief, alpha), (trued > 127) & (alpha < 128), trued)
    shape = write_code(encode(trued, relief, trim))
    spec = DesignSpec(shape=shape, cloth=encode_cloth(patterns, swatch, device), colour=_rgb(main), accent=_rgb(accent))
    return spec, rgba


def read_swatch(image: Image.Image, patterns: PatternCoder, device: str) -> DesignSpec:
    """The cloth and the colours of a swatch; the shape is a plain square.  Raises InputError when it is too small."""
    if min(image.size) < SWATCH_PX // 2:
        raise InputError(
            f"The swatch is only {image.width} × {image.height} pixels.",
            f"Use one of at least {SWATCH_PX // 2} pixels a side.",
        )
    rgba = np.asarray(image.convert("RGBA"))
    clear = float((rgba[..., 3] < 128).mean())
    rgba = centre(rgba) if clear > 0.02 else _square(rgba)
    try:
        inks = separate(rgba, swatch=True)
        swatch, (main, accent) = put_main_first(cut_swatch(inks, rgba[..., 3]), inks)
    except ValueError as error:
        raise InputError("No cloth can be made out in this picture.", "Use a close photo of the cloth.") from error
    square = np.full((CANVAS_PX, CANVAS_PX), 255, np.uint8)
    empty = np.zeros((CANVAS_PX, CANVAS_PX), np.float32)
    return DesignSpec(
        shape=write_code(encode(square, empty, empty)),
        cloth=encode_cloth(patterns, swatch, device),
        colour=_rgb(main),
        accent=_rgb(accent),
    )


def put_main_first(swatch: Swatch, inks: Inks) -> tuple[Swatch, tuple[Floats, Floats]]:
    """A swatch, main colour and accent, exchanged where the accent covers more of the cloth: a designer who asks for a
    main colour means the larger one, and light can split the larger one into several clusters."""
    if swatch.plain or float((swatch.mix > 0.5).mean()) <= 0.5:
        return swatch, (inks.main, inks.accent)
    return replace(swatch, mix=np.asarray(1 - swatch.mix, np.float32)), (inks.accent, inks.main)


def _square(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The middle square of a picture full of cloth, 192 px, opaque."""
    h, w = rgba.shape[:2]
    side = min(h, w)
    top, left = (h - side) // 2, (w - side) // 2
    part = np.ascontiguousarray(rgba[top : top + side, left : left + side, :3])
    how = cv2.INTER_AREA if side > SWATCH_SIDE_PX else cv2.INTER_CUBIC
    small = cv2.resize(part, (SWATCH_SIDE_PX, SWATCH_SIDE_PX), interpolation=how)
    return np.dstack([small, np.full(small.shape[:2], 255, np.uint8)]).astype(np.uint8)


def read_drawing(image: Image.Image) -> DesignSpec:
    """The shape of a silhouette or of line art.  Raises InputError when nothing closed or filled is drawn."""
    outline, lines = find_outline(image)
    rgba = np.dstack([np.full((*outline.shape, 3), 255, np.uint8), outline])
    rgba[..., 0] = np.where(lines & (outline > 0), 0, 255)  # the lines travel in a colour while it is centred
    centred = centre(rgba)
    alpha = centred[..., 3]
    ink = ((1 - centred[..., 0].astype(np.float32) / 255) * (alpha > 127)).astype(np.float32)
    return DesignSpec(shape=write_code(encode_lines(alpha, ink)), cloth=Cloth(), colour=NEUTRAL, accent=NEUTRAL)


def find_outline(image: Image.Image) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """What a drawing encloses (255 inside), and the ink inside of it that is not its outline."""
    rgba = np.asarray(image.convert("RGBA"))
    grey = np.asarray(image.convert("RGBA").convert("L"))
    shown = rgba[..., 3] > 127
    ink = (grey < DARK_INK) & shown
    if ink.mean() < LEAST_DRAWN / 4 and not (0.01 < shown.mean() < 0.98):
        raise InputError("The drawing is empty.", "Draw the outline of a garment, or fill its silhouette.")
    if 0.01 < shown.mean() < 0.98:  # painted on clear ground: what is painted is the garment
        inside = shown
    else:
        inside = _enclosed(ink)
    outline = cv2.morphologyEx(inside.astype(np.uint8) * 255, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    if (outline > 0).mean() < LEAST_DRAWN or max(np.ptp(np.nonzero(outline), axis=1)) < LEAST_PX:
        raise InputError("The drawing encloses nothing.", "Close the outline of the garment, or fill its silhouette.")
    inner = cv2.erode(outline, np.ones((9, 9), np.uint8)) > 0
    solid = (ink & inner).sum() > 0.6 * inner.sum()
    return np.asarray(outline, np.uint8), np.zeros_like(ink) if solid else ink & inner


def _enclosed(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The ink and all that cannot be reached from the border without crossing it."""
    closed = cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    padded = np.pad(closed, 1)
    mask = np.pad(padded, 1).astype(np.uint8)
    cv2.floodFill(padded, mask, (0, 0), 2)
    return np.asarray(padded[1:-1, 1:-1] != 2)


def encode_cloth(net: PatternCoder, swatch: Swatch, device: str) -> Cloth:
    """A swatch as codes."""
    grain = write_code(swatch.grain)
    if swatch.plain:
        return Cloth(grain=grain)
    code = find_code(net, torch.from_numpy(swatch.mix)[None, None].to(device))
    return Cloth(pattern=write_code(code[0].float().cpu().numpy()), grain=grain, scale=swatch.scale)


def find_code(net: PatternCoder, mix_N1HW: Tensor) -> Tensor:
    """The code (N, 7, 8, 8) that decodes to a mix (N, 1, 64, 64) most exactly.

    The encoder makes a first guess in one step; from there the code goes downhill on what is lost in the print, never
    far from the guess, so that it still means the same to whoever reads or mixes codes.  Half a second a swatch.
    Source: Zhu et al., "Generative Visual Manipulation on the Natural Image Manifold", ECCV 2016, §3.1 (projection by
    a net, then by descent).
    """
    with torch.inference_mode(False), torch.enable_grad(), quick(mix_N1HW.device.type):
        mix = mix_N1HW.detach().clone()
        with torch.no_grad():
            guess = net.encode(mix).float()
        code = guess.clone().requires_grad_(True)
        descent = torch.optim.Adam([code], STEP)
        for step in range(STEPS):
            descent.param_groups[0]["lr"] = STEP * (1 - step / STEPS) + STEP / 15
            loss = measure_loss(net.decode(code).float(), mix) + STAY * (code - guess).square().mean()
            (slope,) = torch.autograd.grad(loss * len(mix), code)
            code.grad = slope
            descent.step()
    return code.detach()


def measure_loss(logits_N1HW: Tensor, mix_N1HW: Tensor) -> Tensor:
    """What is lost of a mix: cross-entropy, and L1 on the steps so that edges stay crisp."""
    found = torch.sigmoid(logits_N1HW)
    steps = (found.diff(dim=2) - mix_N1HW.diff(dim=2)).abs().mean()
    steps = steps + (found.diff(dim=3) - mix_N1HW.diff(dim=3)).abs().mean()
    return F.binary_cross_entropy_with_logits(logits_N1HW, mix_N1HW) + steps


def _rgb(lab: Floats) -> Rgb:
    red, green, blue = (int(value) for value in from_oklab(lab))
    return red, green, blue
