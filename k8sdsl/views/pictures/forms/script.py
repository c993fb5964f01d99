"""The script of a picture: it collapses groups, dims what a search does not find, and shows the lines of a node.

`showPicture(root, state)` serves the picture and its tools below an element. `state` has the collapsed groups and the
chosen node, so that a page that draws its picture again keeps both.

Collapsing maps every height: rows in which all boxes are hidden get no height, and the rest moves up. So boxes do not
come to be on each other, and lines do not lead through boxes.
"""

from __future__ import annotations

SCRIPT = """
'use strict';
const showPicture = (root, state) => {
const svg = root.querySelector('svg'), all = s => [...svg.querySelectorAll(s)];
const groups = all('.group'), nodes = all('.node'), edges = all('.edge'), labels = all('.label');
const num = (el, name) => parseFloat(el.getAttribute(name));
const edgeOf = new Map(edges.map(e => [e.dataset.edge, e]));
const parent = Object.fromEntries(groups.map(g => [g.dataset.group, g.dataset.parent]));
const collapsed = state.collapsed;
const rects = all('g rect').map(el => [el, num(el, 'y'), num(el, 'height')]);
const texts = all('g g text, g > text.label').map(el => [el, num(el, 'y')]);
const circles = all('circle').map(el => [el, num(el, 'cy')]);
const paths = all('.edge path').map(el => [el, el.getAttribute('d')]);
const height = num(svg, 'height');
const rowOf = new Map(nodes.map(n => { const r = n.querySelector('.box'); return [n, num(r, 'y')]; }));
const tops = [...new Set(rowOf.values())].sort((a, b) => a - b);
const box = nodes.length ? num(nodes[0].querySelector('.box'), 'height') : 0;
const topGroup = g => { let found = ''; for (; g; g = parent[g]) if (collapsed.has(g)) found = g; return found; };
const around = g => g ? [g, ...around(parent[g])] : [];
const inside = g => { const up = parent[g]; return up ? topGroup(up) : ''; };

function draw() {
  const home = new Map(nodes.map(n => [n.dataset.id, topGroup(n.dataset.group)]));
  const shown = new Set(nodes.filter(n => !home.get(n.dataset.id)).map(n => rowOf.get(n)));
  const frames = groups.filter(g => !inside(g.dataset.group)).map(g => g.frameTop);
  const cuts = [];
  let last = null;
  for (const top of tops) {
    const gone = !shown.has(top);
    if (last !== null && gone && last.gone && !frames.some(y => y > last.top && y < top))
      cuts.push([last.top + box, top]);
    if (gone) cuts.push([top, top + box]);
    last = {top, gone};
  }
  // Cuts rise and do not overlap: only the last one above a height is looked at.
  const cutBefore = [];
  let sum = 0;
  for (const [a, b] of cuts) { cutBefore.push(sum); sum += b - a; }
  const f = y => {
    let low = 0, high = cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cuts[middle][0] < y) low = middle + 1; else high = middle;
    }
    return low ? y - cutBefore[low - 1] - Math.min(y, cuts[low - 1][1]) + cuts[low - 1][0] : y;
  };
  for (const [el, y, h] of rects) { el.setAttribute('y', f(y)); el.setAttribute('height', f(y + h) - f(y)); }
  for (const [el, y] of texts) el.setAttribute('y', f(y));
  for (const [el, y] of circles) el.setAttribute('cy', f(y));
  for (const [el, d] of paths)
    el.setAttribute('d', d.replace(/([ML])(-?[\\d.]+) (-?[\\d.]+)/g, (_, c, x, y) => c + x + ' ' + f(parseFloat(y))));
  const end = f(height);
  svg.setAttribute('height', end);
  svg.setAttribute('viewBox', '0 0 ' + num(svg, 'width') + ' ' + end);
  for (const n of nodes) n.classList.toggle('hidden', !!home.get(n.dataset.id));
  const hide = e => { const g = home.get(e.dataset.source); return !!g && g === home.get(e.dataset.target); };
  for (const e of edges) e.classList.toggle('hidden', hide(e));
  for (const l of labels) {
    l.classList.toggle('hidden', !!home.get(edgeOf.get(l.dataset.of).dataset.target));
  }
  for (const g of groups) {
    const id = g.dataset.group, closed = collapsed.has(id);
    g.classList.toggle('hidden', !!inside(id));
    g.setAttribute('aria-expanded', String(!closed));
    g.querySelector('text').textContent = g.shownName + (closed ? ' (' + g.count + ')' : '');
  }
}
function keys(el, act) {
  el.addEventListener('click', act);
  el.addEventListener('keydown', e => { if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); act(); } });
}
for (const g of groups) {
  g.shownName = g.querySelector('text').textContent;
  g.frameTop = num(g.querySelector('rect'), 'y');
  g.count = nodes.filter(n => around(n.dataset.group).includes(g.dataset.group)).length;
  g.classList.add('toggle');
  g.setAttribute('role', 'button');
  g.setAttribute('tabindex', '0');
  g.setAttribute('aria-label', 'Group ' + g.dataset.group + ', ' + g.count + ' objects');
  keys(g, () => { const id = g.dataset.group; collapsed.has(id) ? collapsed.delete(id) : collapsed.add(id); draw(); });
}
const search = root.querySelector('[id$=search]'), size = root.querySelector('[id$=size]'), words = size.textContent;
function light() {
  const sought = search.value.toLowerCase(), chosen = state.chosen;
  const found = n => (n.getAttribute('aria-label') || '').toLowerCase().includes(sought);
  const on = new Set(nodes.filter(n => chosen ? n.dataset.id === chosen : found(n)).map(n => n.dataset.id));
  const lit = new Set(on);
  for (const e of edges) {
    const touches = on.has(e.dataset.source) || on.has(e.dataset.target);
    e.classList.toggle('dim', (!!chosen || !!sought) && !touches);
    if (chosen && touches) { lit.add(e.dataset.source); lit.add(e.dataset.target); }
  }
  for (const n of nodes) n.classList.toggle('dim', !lit.has(n.dataset.id));
  for (const l of labels) l.classList.toggle('dim', edgeOf.get(l.dataset.of).classList.contains('dim'));
  size.textContent = sought ? on.size + ' found' : words;
}
const choose = id => { state.chosen = id; light(); };
for (const n of nodes) keys(n, () => choose(state.chosen === n.dataset.id ? null : n.dataset.id));
search.addEventListener('input', () => choose(null));
root.addEventListener('keydown', e => { if (e.key === 'Escape') choose(null); });
root.querySelector('[id$=collapse]').addEventListener('click', () => {
  for (const g of groups) if (!g.dataset.parent) collapsed.add(g.dataset.group);
  draw();
});
root.querySelector('[id$=expand]').addEventListener('click', () => { collapsed.clear(); draw(); });
if (!nodes.some(n => n.dataset.id === state.chosen)) state.chosen = null;
if (collapsed.size) draw();
if (state.chosen || search.value) light();
};
"""
"""Defines `showPicture`, and calls nothing."""
