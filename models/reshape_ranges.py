"""How far the shape sliders go: 5th percentile, median, 95th of their measures on real garments, as ratios.

Written by `python -m models.training.sliders`; see `reshape_cuts.unit_of` for what each measure is divided by.
"""

from __future__ import annotations

from models.reshape_cuts import Spread

RANGES: dict[str, dict[str, Spread]] = {
    "T-Shirt": {
        "length": Spread(low=1.061, middle=1.398, high=1.675),
        "fit": Spread(low=0.597, middle=0.715, high=0.942),
        "sleeve": Spread(low=0.178, middle=0.245, high=0.344),
        "flare": Spread(low=0.784, middle=1.124, high=1.300),
        "neck_depth": Spread(low=-0.009, middle=0.039, high=0.103),
        "neck_width": Spread(low=0.152, middle=0.218, high=0.354),
    },
    "Longsleeve": {
        "length": Spread(low=0.717, middle=1.139, high=1.600),
        "fit": Spread(low=0.625, middle=0.878, high=1.394),
        "sleeve": Spread(low=0.353, middle=0.670, high=1.022),
        "flare": Spread(low=0.668, middle=0.986, high=1.252),
        "neck_depth": Spread(low=-0.114, middle=-0.011, high=0.086),
        "neck_width": Spread(low=0.150, middle=0.282, high=0.414),
    },
    "Blouse": {
        "length": Spread(low=0.981, middle=1.265, high=1.761),
        "fit": Spread(low=0.572, middle=0.792, high=1.021),
        "sleeve": Spread(low=0.185, middle=0.377, high=1.082),
        "flare": Spread(low=0.730, middle=1.048, high=1.250),
        "neck_depth": Spread(low=-0.033, middle=0.062, high=0.270),
        "neck_width": Spread(low=0.203, middle=0.293, high=0.364),
    },
    "Top": {
        "length": Spread(low=1.006, middle=1.444, high=14.799),
        "fit": Spread(low=0.125, middle=0.692, high=0.998),
        "sleeve": Spread(low=0.178, middle=0.245, high=0.344),
        "flare": Spread(low=0.892, middle=1.209, high=8.961),
        "neck_depth": Spread(low=0.002, middle=0.098, high=0.373),
        "neck_width": Spread(low=0.198, middle=0.300, high=0.356),
    },
    "Undershirt": {
        "length": Spread(low=1.156, middle=1.470, high=2.012),
        "fit": Spread(low=0.497, middle=0.680, high=0.865),
        "flare": Spread(low=1.020, middle=1.188, high=1.409),
        "neck_depth": Spread(low=-0.003, middle=0.057, high=0.291),
        "neck_width": Spread(low=0.199, middle=0.312, high=0.386),
    },
    "Dress": {
        "length": Spread(low=1.204, middle=2.133, high=3.109),
        "fit": Spread(low=0.322, middle=0.469, high=0.831),
        "sleeve": Spread(low=0.273, middle=0.577, high=1.016),
        "flare": Spread(low=0.664, middle=1.321, high=1.861),
        "neck_depth": Spread(low=-0.088, middle=0.050, high=0.240),
        "neck_width": Spread(low=0.208, middle=0.305, high=0.438),
    },
    "Body": {
        "length": Spread(low=1.341, middle=1.812, high=2.270),
        "fit": Spread(low=0.441, middle=0.552, high=0.745),
        "sleeve": Spread(low=0.202, middle=0.679, high=0.901),
        "neck_depth": Spread(low=-0.014, middle=0.083, high=0.161),
        "neck_width": Spread(low=0.175, middle=0.274, high=0.413),
    },
    "Polo": {
        "length": Spread(low=1.178, middle=1.460, high=1.680),
        "fit": Spread(low=0.595, middle=0.685, high=0.849),
        "sleeve": Spread(low=0.174, middle=0.237, high=0.555),
        "flare": Spread(low=0.833, middle=1.118, high=1.280),
    },
    "Shirt": {
        "length": Spread(low=0.857, middle=1.255, high=1.687),
        "fit": Spread(low=0.593, middle=0.797, high=1.167),
        "sleeve": Spread(low=0.185, middle=0.377, high=1.088),
        "flare": Spread(low=0.617, middle=0.899, high=1.181),
    },
    "Hoodie": {
        "length": Spread(low=1.084, middle=1.496, high=4.282),
        "fit": Spread(low=0.234, middle=0.669, high=0.923),
        "sleeve": Spread(low=0.531, middle=0.724, high=1.015),
    },
    "Blazer": {
        "length": Spread(low=0.716, middle=1.174, high=1.505),
        "fit": Spread(low=0.664, middle=0.852, high=1.397),
        "sleeve": Spread(low=0.422, middle=0.722, high=0.980),
    },
    "Outwear": {
        "length": Spread(low=0.909, middle=1.414, high=3.039),
        "fit": Spread(low=0.329, middle=0.707, high=1.100),
        "sleeve": Spread(low=0.358, middle=0.629, high=0.977),
        "flare": Spread(low=0.764, middle=1.056, high=1.752),
    },
    "Pants": {
        "rise": Spread(low=0.661, middle=0.920, high=1.490),
        "leg_length": Spread(low=0.554, middle=1.090, high=1.651),
        "leg_width": Spread(low=0.282, middle=0.420, high=0.568),
        "leg_flare": Spread(low=0.684, middle=0.876, high=1.087),
        "length": Spread(low=0.736, middle=2.110, high=2.657),
        "fit": Spread(low=0.376, middle=0.474, high=1.410),
        "flare": Spread(low=0.653, middle=1.121, high=1.818),
    },
    "Shorts": {
        "rise": Spread(low=0.617, middle=0.754, high=1.004),
        "leg_length": Spread(low=0.335, middle=0.482, high=0.815),
        "leg_width": Spread(low=0.276, middle=0.478, high=0.581),
        "length": Spread(low=0.719, middle=1.048, high=1.458),
        "fit": Spread(low=0.686, middle=0.955, high=1.391),
        "flare": Spread(low=0.799, middle=1.115, high=1.424),
    },
    "Skirt": {
        "length": Spread(low=0.905, middle=1.343, high=2.168),
        "fit": Spread(low=0.461, middle=0.745, high=1.106),
        "flare": Spread(low=0.917, middle=1.302, high=1.704),
    },
    "Hat": {
        "crown": Spread(low=0.813, middle=1.450, high=1.762),
        "brim": Spread(low=0.608, middle=0.785, high=1.186),
    },
    "Shoes": {
        "heel": Spread(low=0.339, middle=0.674, high=0.792),
    },
}
