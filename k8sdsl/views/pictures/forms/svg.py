"""A picture as SVG: self-contained, with a title for every object and line, light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.views.escaped import escaped, shortened
from k8sdsl.views.pictures.layout.placed import WIDEST, lay_out
from k8sdsl.views.pictures.picture import spoken, spoken_edge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.views.pictures.layout.placed import LineLabel, PlacedPicture
    from k8sdsl.views.pictures.layout.rectangle import Rectangle
    from k8sdsl.views.pictures.layout.titles import FrameTitle
    from k8sdsl.views.pictures.picture import Picture, PictureEdge, PictureGroup, PictureNode

TITLE = 40
"""The height of the title above the picture."""

_WIDTH_OF_LETTER = 10.5
"""About the width of a letter of the title, in pixels."""
_LETTERS = 24
_ON_FIRST_LINE, _OF_KIND = 30, 22
"""How many letters of kind and note fit beside each other, and how many of the kind are shown beside a long note."""

_BREAKS = " /-,."
"""After which letters a name is broken, the best first."""

_NET_COLOURS = 6

STYLE = """
text{font-family:'DejaVu Sans',Verdana,Arial,sans-serif;fill:#1c2430}
.paper{fill:#ffffff}
.title{font-size:16px;font-weight:bold}
.size{font-size:11px;fill:#5a6675}
.frame{fill:#f4f6f9;stroke:#c3ccd8}
.frame.inner{fill:#ffffff;stroke:#d5dce5}
.name-of-frame{font-size:12px;font-weight:bold;fill:#46536a}
.box{fill:#ffffff;stroke:#7688a0;stroke-width:1.2}
.kind{font-size:10px;fill:#46536a}
.name{font-size:12px}
.note{font-size:10px;fill:#46536a}
.outside .box{fill:#fbfbf6;stroke-dasharray:4 3}
.bundle .box{fill:#eef1f5;stroke:#41618f;stroke-width:2.4}
.route .box{fill:#eef4ff;stroke:#4a78c2}
.service .box{fill:#eaf7f6;stroke:#2b8a86}
.workload .box{fill:#f1effc;stroke:#6d5bc4}
.data .box{fill:#fdf4e3;stroke:#b07d1e}
.config .box{fill:#eef7ea;stroke:#5b9140}
.access .box{fill:#fbeef5;stroke:#b0538a}
.flaw{fill:#b3261e}
.flaw.warning{fill:#9a6700}
.flaw.note-of-flaw{fill:#5a6675}
.flaw-count{font-size:10px;font-weight:bold;fill:#ffffff}
.line{fill:none;stroke-width:1.3;stroke-linejoin:round}
.tip{stroke:none}
.dashed .line{stroke-dasharray:5 4}
.label{font-size:10px;fill:#2d3a4d;stroke:#ffffff;stroke-width:3px;paint-order:stroke}
.net0 .line{stroke:#41618f}.net0 .tip{fill:#41618f}
.net1 .line{stroke:#2b7f7b}.net1 .tip{fill:#2b7f7b}
.net2 .line{stroke:#8a5a9e}.net2 .tip{fill:#8a5a9e}
.net3 .line{stroke:#a0662a}.net3 .tip{fill:#a0662a}
.net4 .line{stroke:#5c7a2e}.net4 .tip{fill:#5c7a2e}
.net5 .line{stroke:#a04a5c}.net5 .tip{fill:#a04a5c}
.added .box{stroke:#1a7f37;stroke-width:2.6;fill:#e6f6ea}
.removed .box{stroke:#b3261e;stroke-width:2.6;fill:#fdeceb;stroke-dasharray:7 3}
.changed .box{stroke:#9a6700;stroke-width:2.6;fill:#fff6dd}
.path .box{stroke:#0b57d0;stroke-width:3;fill:#e3edfd}
.broken .box{stroke:#b3261e;stroke-width:3;fill:#fdeceb}
.added .line{stroke:#1a7f37;stroke-width:2.2}.added .tip{fill:#1a7f37}
.removed .line{stroke:#b3261e;stroke-width:2.2;stroke-dasharray:7 3}.removed .tip{fill:#b3261e}
.changed .line{stroke:#9a6700;stroke-width:2.2}.changed .tip{fill:#9a6700}
.path .line{stroke:#0b57d0;stroke-width:3}.path .tip{fill:#0b57d0}
.sign{font-size:12px;font-weight:bold}
"""
DARK = """
text{fill:#e3e8ef}
.paper{fill:#14181f}
.size,.kind,.note{fill:#a9b5c4}
.frame{fill:#1b212b;stroke:#3d4858}
.frame.inner{fill:#171c24;stroke:#333d4b}
.name-of-frame{fill:#b9c6d8}
.box{fill:#232b37;stroke:#8394ab}
.outside .box{fill:#1b2129}
.bundle .box{fill:#2a3442;stroke:#86a8dc}
.route .box{fill:#1c2a44}.service .box{fill:#14302f}.workload .box{fill:#282247}
.data .box{fill:#352a13}.config .box{fill:#1c2f16}.access .box{fill:#371f2d}
.added .box{fill:#12361d}.removed .box{fill:#421715}.changed .box{fill:#3b2c05}
.path .box{fill:#122f5c;stroke:#7fb0ff}.broken .box{fill:#421715}
.label{fill:#d5dde8;stroke:#14181f}
.net0 .line{stroke:#86a8dc}.net0 .tip{fill:#86a8dc}
.net1 .line{stroke:#63bdb8}.net1 .tip{fill:#63bdb8}
.net2 .line{stroke:#c396d8}.net2 .tip{fill:#c396d8}
.net3 .line{stroke:#dba265}.net3 .tip{fill:#dba265}
.net4 .line{stroke:#a2c46c}.net4 .tip{fill:#a2c46c}
.net5 .line{stroke:#df8b9c}.net5 .tip{fill:#df8b9c}
.changed .line{stroke:#dba13a}.changed .tip{fill:#dba13a}
.path .line{stroke:#7fb0ff}.path .tip{fill:#7fb0ff}
"""

STYLE_SHEET = f"{STYLE}@media (prefers-color-scheme: dark){{{DARK}}}"

_CLASSES = {
    "route": "Ingress Route Gateway HTTPRoute GRPCRoute TCPRoute TLSRoute UDPRoute VirtualService IngressClass Outside",
    "service": "Service Endpoints EndpointSlice",
    "workload": "Deployment StatefulSet DaemonSet Job CronJob Pod ReplicaSet Rollout",
    "data": "PersistentVolumeClaim PersistentVolume StorageClass CSIDriver",
    "config": "ConfigMap Secret SealedSecret ExternalSecret Certificate",
    "access": "ServiceAccount Role ClusterRole RoleBinding ClusterRoleBinding User Group NetworkPolicy",
}
_CLASS_OF = {kind: name for name, kinds in _CLASSES.items() for kind in kinds.split()}
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def render(picture: Picture) -> str:
    """The picture as an SVG document."""
    placed = lay_out(picture)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawing(placed)}\n'


def drawing(placed: PlacedPicture, *, prefix: str = "") -> str:
    """The `svg` element; `prefix` makes its ids unique among several in one document."""
    picture = placed.picture
    of_title = min(44 + _WIDTH_OF_LETTER * len(picture.title), WIDEST)
    width, height = max(placed.width, 420, of_title), placed.height + TITLE
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(width)}" height="{_n(height)}" '
        f'viewBox="0 0 {_n(width)} {_n(height)}" role="graphics-document" aria-roledescription="diagram" '
        f'aria-labelledby="{prefix}title {prefix}desc">'
    )
    head = (
        opening,
        f'<title id="{prefix}title">{escaped(picture.title)}</title>',
        f'<desc id="{prefix}desc">{escaped(picture.words())}</desc>',
        f"<style>{STYLE_SHEET}</style>",
        f'<rect class="paper" width="{_n(width)}" height="{_n(height)}"/>',
        f'<text class="title" x="22" y="20">{escaped(shortened(picture.title, 90))}</text>',
        f'<text class="size" x="22" y="36">{escaped(picture.words())}</text>',
        f'<g transform="translate(0 {TITLE})">',
    )
    return "\n".join([*head, *_parts(placed), "</g>", "</svg>"])


def _parts(placed: PlacedPicture) -> Iterator[str]:
    picture = placed.picture
    names = {node.id: spoken(node) for node in picture.nodes}
    for group in picture.groups:
        yield _frame(group, placed.frames[group.id], placed.titles[group.id])
    labels = {label.edge: label for label in placed.labels}
    order = sorted(range(len(picture.edges)), key=lambda number: picture.edges[number].mark != "")
    for number in order:
        edge = picture.edges[number]
        title = spoken_edge(edge, names[edge.source], names[edge.target])
        yield _line(edge, title, placed.lines[number], placed.colours[number] % _NET_COLOURS, number)
    for node in picture.nodes:
        yield _node(node, placed.boxes[node.id])
    for number in sorted(labels):
        yield _label(labels[number])


def _frame(group: PictureGroup, at: Rectangle, title: FrameTitle) -> str:
    inner = " inner" if group.parent else ""
    width, height = at.right - at.left, at.bottom - at.top
    whole = f"<title>{escaped(group.title)}</title>" if title.text != group.title else ""
    return (
        f'<g class="group" data-group="{escaped(group.id)}" data-parent="{escaped(group.parent)}">{whole}'
        f'<rect class="frame{inner}" x="{_n(at.left)}" y="{_n(at.top)}" width="{_n(width)}" height="{_n(height)}" '
        f'rx="6"/><text class="name-of-frame" x="{_n(title.x)}" y="{_n(title.y)}">{escaped(title.text)}</text></g>'
    )


def _line(edge: PictureEdge, title: str, points: tuple[tuple[float, float], ...], colour: int, number: int) -> str:
    (x, y), *_ = reversed(points)
    dashed = " dashed" if edge.dashed else ""
    mark = f" {edge.mark}" if edge.mark else ""
    path = "M" + "L".join(f"{_n(px)} {_n(py)}" for px, py in points)
    tip = f"M{_n(x)} {_n(y)}l-4 -8h8z"
    return (
        f'<g class="edge net{colour}{dashed}{mark}" role="graphics-symbol" data-edge="{number}" '
        f'data-source="{escaped(edge.source)}" data-target="{escaped(edge.target)}">'
        f"<title>{escaped(title)}</title>"
        f'<path class="line" d="{path}"/><path class="tip" d="{tip}"/></g>'
    )


def _label(label: LineLabel) -> str:
    return (
        f'<text class="label" data-of="{label.edge}" x="{_n(label.x)}" y="{_n(label.y)}">{escaped(label.text)}</text>'
    )


def _node(node: PictureNode, at: Rectangle) -> str:
    classes = ["node", _CLASS_OF.get(node.kind, "other"), *(["outside"] if node.outside else [])]
    classes += ["bundle"] if not node.stands_for else ["several"] if node.stands_for > 1 else []
    classes += [node.mark] if node.mark else []
    title = "\n".join([spoken(node), *([node.place] if node.place else []), *map(_flaw_text, node.flaws)])
    shown = "\n".join([escaped(line) for line in title.split("\n")])
    sign = _SIGNS.get(node.mark, "")
    kind = f"{sign} {node.kind}" if sign else node.kind
    room = _ON_FIRST_LINE - (5 if node.flaws else 0)
    kind = shortened(kind, max(room - len(node.note), _OF_KIND) if node.note else room)
    lines = _name_lines(node.name)
    label = shown.replace("\n", "; ")
    opening = (
        f'<g class="{" ".join(classes)}" role="graphics-symbol" tabindex="0" aria-label="{label}" '
        f'data-id="{escaped(node.id)}" data-group="{escaped(node.group)}"><title>{shown}</title>'
    )
    width, height = _n(at.right - at.left), _n(at.bottom - at.top)
    parts = [
        opening,
        f'<rect class="box" x="{_n(at.left)}" y="{_n(at.top)}" width="{width}" height="{height}" rx="5"/>',
        f'<text class="kind" x="{_n(at.left + 9)}" y="{_n(at.top + 15)}">{escaped(kind)}</text>',
    ]
    if node.note:
        right = at.right - (30 if node.flaws else 9)
        note = escaped(shortened(node.note, room - len(kind) - (1 if node.flaws else 0)))
        parts.append(f'<text class="note" x="{_n(right)}" y="{_n(at.top + 15)}" text-anchor="end">{note}</text>')
    first = at.top + (35 if len(lines) == 1 else 30)
    for index, line in enumerate(lines):
        y = first + 15 * index
        parts.append(f'<text class="name" x="{_n(at.left + 9)}" y="{_n(y)}">{escaped(line)}</text>')
    return "".join([*parts, *_flaws(node, at), "</g>"])


def _name_lines(name: str) -> list[str]:
    """A name on one or two lines; a long one is broken after a space or slash, or else after a dash or dot."""
    name = name or "(no name)"
    if len(name) <= _LETTERS:
        return [name]
    breaks = [(letter, at + 1) for at, letter in enumerate(name[:_LETTERS]) if letter in _BREAKS and at > 5]
    fitting = [one for one in breaks if len(name) - one[1] <= _LETTERS] or breaks
    _, at = min(fitting, key=lambda one: (_BREAKS.index(one[0]), -one[1]), default=("", _LETTERS))
    return [name[:at], shortened(name[at:].strip(), _LETTERS)]


def _flaws(node: PictureNode, at: Rectangle) -> Iterator[str]:
    """A badge with the number of findings, in the colour of the worst."""
    if node.flaws:
        severities = {flaw.severity for flaw in node.flaws}
        worst = "" if "error" in severities else " warning" if "warning" in severities else " note-of-flaw"
        x, y = at.right - 14, at.top + 12
        yield f'<circle class="flaw{worst}" cx="{_n(x)}" cy="{_n(y)}" r="8"/>'
        count = len(node.flaws) if len(node.flaws) < 10 else "9+"
        yield f'<text class="flaw-count" x="{_n(x)}" y="{_n(y + 3.5)}" text-anchor="middle">{count}</text>'


def _flaw_text(flaw: tuple[str, str, str]) -> str:
    severity, rule, message = flaw
    return f"{severity}[{rule}]: {message}".replace("\n", " ")


def _n(value: float) -> str:
    """A coordinate with at most one decimal."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")
