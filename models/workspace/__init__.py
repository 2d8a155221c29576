"""What the studio remembers: pictures on disk with a sidecar each, kept things, undo, and files that reopen exactly.

workspace/
├── pictures/<id>.png      the pixels, written first
├── pictures/<id>.json     the sidecar, written last: what is here exists
├── sessions/<id>.json     the undo history of one browser session
├── exports/               files made for download; may be deleted at any time
└── index.sqlite           lists, made from the sidecars; may be deleted at any time
"""

from models.workspace.catalogue import Rebuilt
from models.workspace.reopening import Made
from models.workspace.workspace import Workspace

__all__ = ["Made", "Rebuilt", "Workspace"]
