"""A creative where people will meet it, as HTML: in a feed, an article, a story, a marketplace, an app.

The surroundings are bars and blocks of our own drawing, nobody's brand.
"""

from __future__ import annotations

from html import escape


def draw_context(context: str, image: str, headline: str, width_px: int, height_px: int) -> str:
    """The creative in its context: "feed", "article", "story", "grid" or "banner"."""
    draw = {"feed": _feed, "story": _story, "grid": _grid, "banner": _banner}.get(context, _article)
    ratio = width_px / max(1, height_px)
    return f'<div class="st-context {escape(context)}">{draw(_image(image, ratio), headline, ratio)}</div>'


def _image(image: str, ratio: float) -> str:
    return f'<img class="st-ad" src="{escape(image)}" alt="The creative" style="--ratio:{ratio:.4f}" draggable="false">'


def _bars(*widths: int, kind: str = "") -> str:
    return "".join(f'<i class="bar-text {kind}" style="width:{width}%"></i>' for width in widths)


def _feed(ad: str, headline: str, ratio: float) -> str:
    text = f'<p class="st-said">{escape(headline)}</p>' if headline else _bars(92, 64)
    return f"""<div class="st-phone"><header><i class="st-avatar small"></i>{_bars(26)}<i class="st-dots"></i></header>
<div class="st-scroll"><article class="st-post"><div class="st-by"><i
 class="st-avatar"></i><div>{_bars(58)}<small>Sponsored</small>
</div></div>{ad}<div class="st-marks"><i></i><i></i><i></i></div>{text}</article>
<article class="st-post after"><div class="st-by"><i class="st-avatar"></i><div>{_bars(44, 30)}</div></div>
<i class="st-block"></i></article></div></div>"""


def _story(ad: str, headline: str, ratio: float) -> str:
    return f"""<div class="st-phone tall">{ad}<div class="st-story-top"><i class="st-progress"><b></b></i><i
 class="st-progress"></i>
<i class="st-progress"></i></div><div class="st-story-by"><i class="st-avatar
 small"></i><small>Your shop · Sponsored</small></div>
<div class="st-story-foot"><span></span><i></i></div></div>"""


def _banner(ad: str, headline: str, ratio: float) -> str:
    return f"""<div class="st-phone"><header><b class="st-paper">The Daily Paper</b><i class="st-dots"></i></header>
<div class="st-read"><h4>{_bars(94, 62, kind="title")}</h4><i class="st-block"></i>{_bars(100, 97, 99, 92, 40)}<br>
{_bars(98, 100, 95, 88, 60)}</div><div class="st-banner">{ad}</div></div>"""


def _article(ad: str, headline: str, ratio: float) -> str:
    top = ad if ratio > 2.2 else ""
    side = ad if ratio <= 2.2 else '<i class="st-block tall"></i>'
    return f"""<div class="st-page"><header><b
 class="st-paper">The Daily Paper</b>{_bars(6)}{_bars(6)}{_bars(6)}</header>
<div class="st-top">{top}</div><div class="st-columns"><div class="st-text"><h4>{_bars(94, 62, kind="title")}</h4>
<i class="st-block"></i>{_bars(100, 97, 99, 92, 40)}<br>{_bars(98, 100, 95, 60)}</div>
<aside>{side}{_bars(80, 60)}</aside></div></div>"""


def _grid(ad: str, headline: str, ratio: float) -> str:
    others = [
        f'<div class="st-good"><i class="st-block" style="--shade:{shade}%"></i>{_bars(70, 34)}</div>'
        for shade in (10, 18, 7, 14, 22, 12, 9)
    ]
    others.insert(1, f'<div class="st-good own">{ad}{_bars(78, 30)}</div>')
    return (
        f'<div class="st-shop"><header>{_bars(22)}<i class="st-search"></i></header>'
        f'<div class="st-goods">{"".join(others)}</div></div>'
    )
