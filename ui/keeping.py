"""The Keep button of the tabs: the same click keeps a picture and takes it out again."""

from __future__ import annotations

from models.studio import Studio
from ui.feedback import note


def keep_or_not(studio: Studio, id: str, noun: str) -> None:
    """Keep the picture, or take it out where it was kept, and say which; `noun` is what it is called."""
    if studio.workspace.get(id).kept:
        studio.unkeep(id)
        note("Taken out", f"The {noun} is no longer kept.")
    else:
        studio.keep(id)
        note("Kept", "You find it again under Kept, also after a restart.")
