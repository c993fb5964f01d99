"""Tabs of a page: a list of buttons with a panel for each, by the pattern of WAI-ARIA.

Left and right go to the next tab, Home and End to the first and the last. Without the script, all panels are shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.views.escaped import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TAB_STYLE = """
[role=tablist]{display:flex;flex-wrap:wrap;gap:.3rem}
[role=tab][aria-selected=true]{border-color:#0b57d0;box-shadow:inset 0 -3px #0b57d0;font-weight:bold}
[role=tabpanel][hidden]{display:none}
.tools{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;padding:.5rem 0}
@media (prefers-color-scheme: dark){
[role=tab][aria-selected=true]{border-color:#7fb0ff;box-shadow:inset 0 -3px #7fb0ff}
}
"""
TABS = """
const tabs = [...document.querySelectorAll('[role=tab]')];
const panels = [...document.querySelectorAll('[role=tabpanel]')];
const openTab = (tab, move) => {
  for (const one of tabs) {
    one.setAttribute('aria-selected', String(one === tab));
    one.tabIndex = one === tab ? 0 : -1;
    document.getElementById(one.getAttribute('aria-controls')).hidden = one !== tab;
  }
  if (move) { tab.focus(); history.replaceState(null, '', '#' + tab.dataset.name); }
};
const named = () => tabs.find(tab => '#' + tab.dataset.name === location.hash);
for (const tab of tabs) {
  tab.addEventListener('click', () => openTab(tab, true));
  tab.addEventListener('keydown', e => {
    const at = tabs.indexOf(tab), last = tabs.length - 1;
    const to = {ArrowRight: at < last ? at + 1 : 0, ArrowLeft: at ? at - 1 : last, Home: 0, End: last}[e.key];
    if (to !== undefined) { e.preventDefault(); openTab(tabs[to], true); }
  });
}
addEventListener('hashchange', () => { if (named()) openTab(named(), false); });
openTab(named() || tabs[0], false);
"""
"""Opens a tab by its button, by the keyboard, and by the part of the address after `#`."""


def tab_list(names: Iterable[str]) -> str:
    """The buttons of the tabs."""
    buttons = [
        f'<button type="button" role="tab" id="tab-{escaped(name)}" aria-controls="panel-{escaped(name)}" '
        f'data-name="{escaped(name)}">{escaped(name)}</button>'
        for name in names
    ]
    return f'<div role="tablist" aria-label="Views">{"".join(buttons)}</div>'


def tab_panels(panels: Mapping[str, str]) -> str:
    """The panels, whose content is safe HTML already."""
    return "\n".join(
        f'<div role="tabpanel" id="panel-{escaped(name)}" aria-labelledby="tab-{escaped(name)}">{content}</div>'
        for name, content in panels.items()
    )
