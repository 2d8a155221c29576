"""Shop mannequins: bodies from morph targets, posed by linear-blend skinning, photographed by Cycles."""
