"""A picture as JSON: nodes, edges and groups, as other programs read them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from k8sdsl.emitters.reports.visible import json_visible

if TYPE_CHECKING:
    from k8sdsl.views.pictures.picture import Picture, PictureNode


def render(picture: Picture) -> str:
    """The picture as one object; the ids of nodes and groups are strings that edges and nodes name."""
    content = {
        "title": picture.title,
        "nodes": [_node(node) for node in picture.nodes],
        "edges": [edge._asdict() for edge in picture.edges],
        "groups": [group._asdict() for group in picture.groups],
    }
    return json_visible(json.dumps(content, indent=2, ensure_ascii=False)) + "\n"


def _node(node: PictureNode) -> dict[str, object]:
    content = node._asdict()
    content["findings"] = [flaw._asdict() for flaw in content.pop("flaws")]
    return content
