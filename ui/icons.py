"""The few signs that say more than a word would, drawn as strokes in the text's own colour."""

from __future__ import annotations

_PATHS = {
    "locked": '<rect x="3.5" y="7" width="9" height="6.5" rx="1.2"/><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2"/>',
    "open": '<rect x="3.5" y="7" width="9" height="6.5" rx="1.2"/><path d="M5.5 7V5a2.5 2.5 0 0 1 4.8-1"/>',
    "reset": '<path d="M4 4.2V7h2.8"/><path d="M4.3 7A4.3 4.3 0 1 1 4 9.4"/>',
    "undo": '<path d="M6 3.5 3 6.5l3 3"/><path d="M3 6.5h6.2a3.3 3.3 0 0 1 0 6.6H7"/>',
    "redo": '<path d="m10 3.5 3 3-3 3"/><path d="M13 6.5H6.8a3.3 3.3 0 0 0 0 6.6H9"/>',
    "minus": '<path d="M4 8h8"/>',
    "plus": '<path d="M4 8h8M8 4v8"/>',
    "keep": '<path d="M4.5 2.8h7v10.4L8 10.4l-3.5 2.8z"/>',
    "kept": '<path d="M4.5 2.8h7v10.4L8 10.4l-3.5 2.8z" fill="currentColor"/>',
    "close": '<path d="m4.5 4.5 7 7m0-7-7 7"/>',
}


def icon(name: str) -> str:
    """A sign as inline SVG, 16 px square."""
    return (
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" '
        f'stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{_PATHS[name]}</svg>'
    )
