"""Ground truth of try-on: flat panels sewn, draped on posed bodies by Blender's cloth solver, and photographed."""
