"""Cutting patterns: half outlines in centimetres, x ≥ 0, y up, from the top centre round to the bottom centre."""

from __future__ import annotations

import numpy as np

from .cloth import Cut, Garment, curve


def top(
    *,
    length: float = 68,
    chest: float = 25,
    shoulder: float = 22.5,
    neck: float = 9,
    neck_depth: float = 9.5,
    sleeve: float = 19,
    cuff: float = 8.5,
    drop_deg: float = 48,
    flare: float = 0.0,
    hem_curve: float = 0.5,
    placket: bool = False,
    **more,
) -> Garment:
    """A T-shirt, longsleeve, jumper or dress, its sleeves `drop_deg` below the horizontal."""
    tip, armpit = np.array([shoulder, length - 4.2]), np.array([chest, length - 24.0])
    down = np.array([np.cos(np.radians(drop_deg)), -np.sin(np.radians(drop_deg))])
    outer = tip + down * sleeve
    across = np.array([down[1], -down[0]])
    inner = outer + across * cuff * 1.55
    bottom = np.array([chest + flare, 0.0])
    seams = (
        ("seam", curve((neck, length), tuple((np.array([neck, length]) + tip) / 2 + [0, 0.3]), tuple(tip))),
        ("seam", curve(tuple(tip), tuple(tip + down * sleeve * 0.4 + [1.2, 0.8]), tuple(outer))),
        ("cuff", curve(tuple(outer), tuple(inner))),
        ("seam", curve(tuple(inner), tuple((inner + armpit) / 2 + [-0.4, 0.6]), tuple(armpit))),
        ("seam", curve(tuple(armpit), (chest - 1.2, length * 0.45), tuple(bottom))),
        ("hem", curve(tuple(bottom), (chest * 0.5, -hem_curve), (0.0, -hem_curve))),
    )
    armhole = ("stitch", curve(tuple(armpit), (shoulder - 3.2, length - 17), (shoulder - 1.8, length - 10), tuple(tip)))
    front = (("neck", curve((0.0, length - neck_depth), (neck * 0.72, length - neck_depth), (neck, length))), *seams)
    back = (("neck", curve((0.0, length - 2.0), (neck * 0.6, length - 2.0), (neck, length))), *seams)
    edge = (("stitch", np.array([[1.7, length - neck_depth - 1.0], [1.7, 1.0]])),) if placket else ()
    return Garment(
        front=Cut(edges=front, lines=(armhole,), single=edge),
        back=Cut(edges=back, lines=(armhole,)),
        sleeve=((tip + armpit) / 2, down),
        **more,
    )


def skirt(*, length: float = 58, waist: float = 17, hip: float = 30, hem: float = 38, **more) -> Garment:
    """A flared skirt with a waistband."""
    seams = (
        ("seam", curve((waist, length), (waist + 3, length - 10), (hip, length - 22))),
        ("seam", curve((hip, length - 22), (hem - 3, length * 0.4), (hem, 3.0))),
        ("hem", curve((hem, 3.0), (hem * 0.5, -1.4), (0.0, -1.5))),
    )
    front = (("waist", curve((0.0, length - 1.2), (waist * 0.6, length - 1.0), (waist, length))), *seams)
    back = (("waist", curve((0.0, length), (waist * 0.6, length + 0.2), (waist, length))), *seams)
    return Garment(front=Cut(edges=front), back=Cut(edges=back), **more)


def trousers(
    *, length: float = 102, waist: float = 20, hip: float = 26, cuff: float = 9.5, rise: float = 27, **more
) -> Garment:
    """Trousers or jeans: waistband, fly, pockets as sewn lines, two legs."""
    seams = (
        ("seam", curve((waist, length), (waist + 2, length - 8), (hip, length - rise * 0.8))),
        ("seam", curve((hip, length - rise * 0.8), (hip - 1, length * 0.5), (13.5 + cuff, 0.0))),
        ("cuff", curve((13.5 + cuff, 0.0), (13.5, -0.6), (13.5 - cuff * 0.95, 0.0))),
        ("seam", curve((13.5 - cuff * 0.95, 0.0), (3.4, length * 0.45), (0.0, length - rise))),
    )
    pocket = ("stitch", curve((waist * 0.55, length - 4.4), (waist * 0.62, length - 11), (hip - 3.0, length - 12.5)))
    fly = ("stitch", curve((3.6, length - 4.4), (3.6, length - 16), (0.4, length - 18)))
    middle = ("stitch", curve((0.0, length - 4.4), (0.0, length - rise + 1)))
    front = (("waist", curve((0.0, length - 2.2), (waist * 0.6, length - 1.8), (waist, length))), *seams)
    back = (("waist", curve((0.0, length), (waist * 0.6, length + 0.3), (waist, length))), *seams)
    return Garment(front=Cut(edges=front, lines=(pocket,), single=(fly, middle)), back=Cut(edges=back), **more)


def square(*, width: float, height: float, open_top: bool = False, **more) -> Garment:
    """A cushion cover, or with an open top a tote bag."""
    half = width / 2
    seams = (
        ("seam", curve((half, height), (half + 0.3, height / 2), (half, 0.0))),
        ("seam", curve((half, 0.0), (half / 2, -0.3), (0.0, -0.3))),
    )
    edge = "hem" if open_top else "seam"
    front = ((edge, curve((0.0, height - 0.4), (half / 2, height - 0.3), (half, height))), *seams)
    back = (
        (edge, curve((0.0, height - 0.4 + open_top * 0.9), (half / 2, height - 0.3 + open_top * 0.6), (half, height))),
        *seams,
    )
    return Garment(front=Cut(edges=front), back=Cut(edges=back), **more)
