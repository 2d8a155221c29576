"""The drawer for shops: which one is in use, and how to import another.  Pure functions to HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from models.types import Progress
from ui.icons import icon

MIB = 1024 * 1024
LISTED = 8
PRODUCTS = """id,title,category,price,image,colour,material
0007,Rust linen dress,Dress,49.95,0007.jpg,rust,linen
0008,Navy striped jersey top,Longsleeve,24.95,0008.jpg,navy,jersey
"""
EVENTS = """user,product,kind,time,quantity,price
anna,0007,view,2024-05-31 13:45:00,,
anna,0007,purchase,2024-05-31 13:52:00,1,49.95
"""
FORMATS = (
    ("auto", "Found out by itself"),
    ("plain", "Plain tables"),
    ("hm", "H&M"),
    ("merrec", "MerRec"),
    ("photos", "Photos with labels"),
)
SEGMENTS = (
    ("auto", "As many as the data has"),
    *((str(count), f"{count} at most") for count in (3, 4, 6, 8, 12, 16, 24)),
)


@dataclass(frozen=True, kw_only=True)
class Shop:
    """One import, for the list."""

    id: str
    name: str
    facts: str
    active: bool
    simulated: bool


@dataclass(frozen=True, kw_only=True)
class Files:
    """What was chosen so far: paths on this computer, "" for nothing."""

    catalogue: str = ""
    events: str = ""
    pictures: tuple[str, ...] = ()
    format: str = "auto"
    segments: str = "auto"

    @property
    def ready(self) -> bool:
        return bool(self.catalogue or self.events)


@dataclass(frozen=True, kw_only=True)
class Templates:
    """Addresses of the two example files."""

    products: str
    events: str


@dataclass(frozen=True, kw_only=True)
class Drawer:
    """Everything in the drawer."""

    shops: Sequence[Shop]
    demo: bool
    """Whether to offer the demo shop."""
    files: Files
    templates: Templates
    below: str
    """Progress, or what came of an import."""
    busy: bool
    fresh: bool
    """It was shut until now, and slides in."""


def draw_drawer(drawer: Drawer) -> str:
    """The whole drawer."""
    busy, still = drawer.busy, "" if drawer.fresh else " still"
    body = "" if busy else draw_form(drawer.files, drawer.templates)
    return f"""<div class="im-veil{still}" data-act="close"></div>
<section class="im-drawer{still}" role="dialog" aria-label="Shops">
<header><h2>Shops</h2><button class="im-close" data-act="close" aria-label="Close">{icon("close")}</button></header>
<div class="im-body">{draw_shops(drawer.shops, drawer.demo, busy)}{drawer.below}{body}</div></section>"""


def draw_shops(shops: Sequence[Shop], demo: bool, busy: bool) -> str:
    """The imports of this workspace, newest first."""
    rows = "".join(_shop(shop, busy) for shop in shops)
    if demo:
        rows += f"""<li><div><b>Demo shop</b><span>Made for trying things out, its shoppers are simulated</span></div>
<button class="ws-button" data-act="demo"{" disabled" if busy else ""}>Open</button></li>"""
    return f'<ul class="im-shops">{rows}</ul>' if rows else ""


def _shop(shop: Shop, busy: bool) -> str:
    badge = '<em class="im-badge">simulated</em>' if shop.simulated else ""
    button = (
        '<span class="im-used">In use</span>'
        if shop.active
        else f'<button class="ws-button" data-act="use" data-id="{escape(shop.id)}"'
        f"{' disabled' if busy else ''}>Use this one</button>"
    )
    return f"""<li data-active="{str(shop.active).lower()}"><div><b>{escape(shop.name)}{badge}</b>
<span>{escape(shop.facts)}</span></div>{button}</li>"""


def draw_form(files: Files, templates: Templates) -> str:
    """What can be chosen, what is expected, and the button that begins."""
    pictures = ""
    if files.pictures:
        first = Path(files.pictures[0])
        pictures = _file(files.pictures[0]) if len(files.pictures) == 1 else f"{len(files.pictures):,} files"
        pictures = pictures if first.name else ""
    rows = (
        _row("Catalogue", "What you sell: CSV or Parquet. A ZIP may hold everything.", _file(files.catalogue),
             (("importing-catalogue", "Choose"),)),
        _row("Histories", "Who looked at and bought what. Labelled photos need none.", _file(files.events),
             (("importing-events", "Choose"),)),
        _row("Pictures", "One a product. Without them, words count.", pictures,
             (("importing-zip", "ZIP"), ("importing-folder", "Folder"))),
    )  # fmt: skip
    return f"""<h3 class="rule">Import your shop</h3>
<p class="hint">It stays on this computer. The shop in use does not change until the new one is whole.</p>
<ul class="im-files">{"".join(rows)}</ul>
{_list("Format", "format", FORMATS, files.format)}
{_list("Segments", "segments", SEGMENTS, files.segments)}
<button class="ws-button filled im-start" data-act="start"{"" if files.ready else " disabled"}>Import</button>
<details class="im-expected"><summary>What the tables look like</summary>
{_example("products.csv", PRODUCTS, templates.products)}
{_example("events.csv", EVENTS, templates.events)}
<p class="hint">Only id, user and product have to be there. The usual other names (sku, customer_id, timestamp) are
understood, so are H&amp;M's and MerRec's files as they are. Kinds are view, like, cart, offer, checkout, purchase.</p>
</details>"""


def _list(name: str, act: str, choices: Sequence[tuple[str, str]], chosen: str) -> str:
    options = "".join(
        f'<option value="{key}"{" selected" if key == chosen else ""}>{escape(text)}</option>' for key, text in choices
    )
    return f'<label class="im-format"><span>{name}</span><select data-act="{act}">{options}</select></label>'


def draw_progress(progress: Progress) -> str:
    """How far the import is, and a way to stop it."""
    percent = round(100 * min(1.0, max(0.0, progress.fraction)))
    return f"""<div class="im-progress report" role="status"><h3>Importing</h3><p>{escape(progress.stage)}</p>
<div class="bar" data-known="true"><i style="width:{percent}%"></i></div>
<div class="im-line"><span>{percent} %</span><button class="ws-button" data-act="stop">Stop</button></div></div>"""


def draw_problem(title: str, text: str, rejects: str) -> str:
    """What went wrong, and the rows that were the reason."""
    link = f'<a class="ws-button" href="{escape(rejects)}" download="rejects.csv">Rejected rows</a>' if rejects else ""
    return f"""<div class="im-result report" data-kind="problem" role="alert"><h3>{escape(title)}</h3>
<p>{escape(text)}</p>{link}</div>"""


def draw_result(facts: str, rejects: Sequence[tuple[str, int]], notes: Sequence[str], file: str) -> str:
    """What was imported, what was left out and why."""
    reasons = "".join(f"<li><b>{count:,}</b> {escape(_reason(reason))}</li>" for reason, count in rejects[:LISTED])
    more = f"<li>and {len(rejects) - LISTED} more reasons</li>" if len(rejects) > LISTED else ""
    left = f'<h4>Rows that needed a decision</h4><ul class="im-reasons">{reasons}{more}</ul>' if rejects else ""
    link = f'<a class="ws-button" href="{escape(file)}" download="rejects.csv">Every row, as CSV</a>' if file else ""
    said = "".join(f'<p class="hint">{escape(note)}</p>' for note in notes)
    return f"""<div class="im-result report" data-kind="done" role="status"><h3>Your shop is in use</h3>
<p>{escape(facts)}</p>{left}{said}
<div class="im-line"><button class="ws-button filled" data-act="close">See its segments</button>{link}</div></div>"""


def _reason(reason: str) -> str:
    """ "products: the price is not a number" → "products, the price is not a number"."""
    return reason.replace(": ", ", ", 1)


def _row(name: str, hint: str, chosen: str, buttons: Sequence[tuple[str, str]]) -> str:
    what = f'<span class="im-chosen">{escape(chosen)}</span>' if chosen else f"<span>{escape(hint)}</span>"
    doors = "".join(f'<button class="ws-button" data-file="{id}">{escape(text)}</button>' for id, text in buttons)
    return f'<li><div><b>{escape(name)}</b>{what}</div><div class="im-doors">{doors}</div></li>'


def _file(path: str) -> str:
    """A file's name and size."""
    if not path:
        return ""
    try:
        size = Path(path).stat().st_size
    except OSError:
        return Path(path).name
    return f"{Path(path).name} · {size / MIB:,.1f} MB" if size >= MIB / 10 else f"{Path(path).name} · {size:,} bytes"


def _example(name: str, text: str, address: str) -> str:
    head, *rows = (line.split(",") for line in text.strip().splitlines())
    columns = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"""<div class="im-table"><table><thead><tr>{columns}</tr></thead><tbody>{lines}</tbody></table></div>
<a class="im-link" href="{escape(address)}" download="{escape(name)}">{escape(name)} to begin with</a>"""
