"""The page around the tabs: the target, the status, and a panel for each tab, which its script fills."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from k8sdsl.serve.tabs import TABS, tab_of
from k8sdsl.views.escaped import escaped
from k8sdsl.views.page import STYLE, source_hash
from k8sdsl.views.pictures.forms import html as picture
from k8sdsl.views.pictures.forms.script import SCRIPT
from k8sdsl.views.pictures.forms.svg import STYLE_SHEET

if TYPE_CHECKING:
    from collections.abc import Sequence

POLICY = (
    f"default-src 'none'; script-src 'self'; style-src 'self' {source_hash(STYLE_SHEET)}; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of every answer: nothing is loaded from elsewhere, and pictures bring their style."""


def render_page(name: str, targets: Sequence[str]) -> str:
    """The page of a project; everything in it has an address relative to its own."""
    return _PAGE.format(
        name=escaped(name),
        options="".join(f"<option>{escaped(target)}</option>" for target in targets),
        tabs="".join(_tab(tab) for tab in TABS),
        panels="\n".join(_panel(tab) for tab in TABS),
    )


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name} - k8sdsl</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page.css">
<script src="page.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<h1>{name}</h1>
<label>Overlay <select id="target">{options}</select></label>
<p id="status" role="status">Loading</p>
</header>
<main id="main" tabindex="-1">
<div role="tablist" aria-label="Views">{tabs}</div>
<noscript><p>This page needs JavaScript, which it loads from k8sdsl only.</p></noscript>
{panels}
</main>
</body>
</html>
"""


def _tab(name: str) -> str:
    return (
        f'<button type="button" role="tab" id="tab-{name}" aria-controls="panel-{name}" aria-selected="false" '
        f'tabindex="-1">{tab_of(name).TITLE}</button>'
    )


def _panel(name: str) -> str:
    return (
        f'<section role="tabpanel" id="panel-{name}" aria-labelledby="tab-{name}" tabindex="0" hidden>'
        f'<h2 class="unseen">{tab_of(name).TITLE}</h2><div class="content"></div></section>'
    )


@cache
def style() -> str:
    """The style sheet of the page."""
    return "\n".join([STYLE, picture.STYLE, *(getattr(tab_of(tab), "STYLE", "") for tab in TABS), _file("page.css")])


@cache
def script() -> str:
    """The script of the page: that of pictures, and its own."""
    return SCRIPT + _file("page.js")


def _file(name: str) -> str:
    return (files("k8sdsl.serve") / name).read_text(encoding="utf-8")
