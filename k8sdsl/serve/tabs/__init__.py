"""The tabs of the page. A module here is one tab: its `TITLE`, and `show(project, request)`, which returns HTML.

`STYLE` is optional. A form in the HTML asks the same tab again, with its fields.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from k8sdsl.serve.project import ServedProject
    from k8sdsl.serve.tab_request import TabRequest

TABS = ("topology", "findings", "yaml", "difference", "trace", "cluster")
"""The modules, in the order of the page."""


class Tab(Protocol):
    """What a module of a tab has."""

    TITLE: str

    def show(self, project: ServedProject, request: TabRequest) -> str:
        """The HTML of the tab."""
        ...


def tab_of(name: str) -> Tab:
    """The tab of a name of `TABS`."""
    return cast("Tab", import_module(f"{__name__}.{name}"))
