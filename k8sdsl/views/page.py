"""A page of HTML that loads nothing: only its own style and script may be used, by its Content-Security-Policy."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from k8sdsl.views.escaped import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable

STYLE = """
:root{color-scheme:light dark}
body{margin:0;font:15px/1.5 system-ui,'DejaVu Sans',Verdana,Arial,sans-serif;color:#1c2430;background:#fff}
main{padding:0 1rem 2rem}
h1{font-size:1.15rem;margin:0}
:focus-visible{outline:3px solid #0b57d0}
summary{cursor:pointer}
li{overflow-wrap:anywhere}
@media (prefers-color-scheme:dark){body{color:#e3e8ef;background:#14181f}header{border-color:#3d4858}}
"""


def page(title: str, body: str, *, style: str = "", inner_styles: Iterable[str] = (), script: str = "") -> str:
    """A page around a body that is safe HTML already; `inner_styles` are those of `style` elements in the body."""
    head = f"{STYLE}{style}"
    hashes = " ".join(dict.fromkeys(source_hash(one) for one in (head, *inner_styles)))
    scripts = f"script-src {source_hash(script)}; " if script else ""
    policy = f"default-src 'none'; {scripts}style-src {hashes}; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escaped(title)}</title>\n<style>{head}</style>\n</head>\n<body>\n{body}\n"
        + (f"<script>{script}</script>\n" if script else "")
        + "</body>\n</html>\n"
    )


def source_hash(text: str) -> str:
    """A style or a script, as a Content-Security-Policy names it."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
