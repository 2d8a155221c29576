"""See `models.colour_difference`: the app measures colours as well."""

from models.colour_difference import ciede2000, to_cielab

__all__ = ["ciede2000", "to_cielab"]
