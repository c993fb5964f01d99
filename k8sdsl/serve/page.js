// The page of `k8sdsl serve`: fills panels with the HTML of tabs, and fills them again when a file was saved.
const byId = id => document.getElementById(id);
const tabs = [...document.querySelectorAll('[role=tab]')], names = tabs.map(tab => tab.id.slice(4));
const target = byId('target'), status = byId('status');
const states = Object.fromEntries(names.map(name => [name, {
  fields: new URLSearchParams(), asked: 0, stale: true, fresh: false, focus: null, values: {}, open: {}, scroll: [],
  picture: {collapsed: new Set(), chosen: null},
}]));
let current = names[0];
const panelOf = name => byId('panel-' + name), contentOf = name => panelOf(name).querySelector('.content');

// What a user did in a panel, by keys that are the same after it was filled again.
const keyOf = element => {
  if (element.id) return '#' + CSS.escape(element.id);
  if (element.dataset.id) return '[data-id="' + CSS.escape(element.dataset.id) + '"]';
  if (element.dataset.group) return '.group[data-group="' + CSS.escape(element.dataset.group) + '"]';
  const key = element.closest('[data-key]');
  if (key) return '[data-key="' + CSS.escape(key.dataset.key) + '"]' + (element.matches('summary') ? ' summary' : '');
  return element.matches('.picture') ? '.picture' : null;
};
const framesOf = content => [...content.querySelectorAll('.picture, .objects')];
function keep(content, state) {
  for (const field of content.querySelectorAll('input[id]')) state.values[field.id] = field.value;
  for (const details of content.querySelectorAll('details[data-key]')) state.open[details.dataset.key] = details.open;
  if (framesOf(content).length) state.scroll = framesOf(content).map(frame => [frame.scrollLeft, frame.scrollTop]);
  const focused = document.activeElement;
  if (content.contains(focused)) state.focus = keyOf(focused);
  else if (focused !== content.parentElement) state.focus = null;
  return content.contains(focused);
}
function restore(content, state, focused) {
  // A form that was sent, or that an address names, says what it shows; only searches outlive it.
  for (const field of content.querySelectorAll(state.fresh ? '[type=search][id]' : 'input[id]'))
    if (field.id in state.values) field.value = state.values[field.id];
  state.fresh = false;
  for (const details of content.querySelectorAll('details[data-key]'))
    if (details.dataset.key in state.open) details.open = state.open[details.dataset.key];
  const searched = content.querySelector('.searched');
  if (searched) {
    showPicture(searched, state.picture);
    for (const name of ['click', 'keydown', 'input']) searched.addEventListener(name, () => leadToYaml(searched, state));
    leadToYaml(searched, state);
  }
  const current = content.querySelector('.objects [aria-current]');
  if (current && !state.scroll.length) current.closest('.objects').scrollTop = current.offsetTop - 100;
  framesOf(content).forEach((frame, number) => { if (state.scroll[number]) frame.scrollTo(...state.scroll[number]); });
  for (const field of content.querySelectorAll('[data-filters]')) filter(field);
  if (!focused && document.activeElement !== content.parentElement) return;
  const again = state.focus && content.querySelector(state.focus);
  (again || content.parentElement).focus({preventScroll: true});
}
// The chosen object of the picture leads to its YAML, unless it is outside of the target or several objects.
function leadToYaml(searched, state) {
  const link = searched.querySelector('#chosen'), id = state.picture.chosen;
  const node = id && searched.querySelector('.node:not(.outside, .several, .bundle)[data-id="' + CSS.escape(id) + '"]');
  link.hidden = !node;
  if (!node) return;
  link.href = '?' + new URLSearchParams({tab: 'yaml', target: target.value, object: id});
  link.textContent = 'YAML of ' + node.querySelector('.kind').textContent + ' ' + id.split('/').pop();
}
function filter(field) {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean), name = field.dataset.filters;
  const found = element => words.every(word => element.textContent.toLowerCase().includes(word));
  let left = 0;
  for (const element of contentOf(current).querySelectorAll('.' + name)) {
    element.hidden = !found(element);
    left += !element.hidden;
  }
  byId('filtered-' + name).textContent = words.length ? left + ' found' : '';
}

async function load(name, before = '') {
  const state = states[name], content = contentOf(name), mine = ++state.asked;
  const query = new URLSearchParams(state.fields);
  query.set('target', target.value);
  panelOf(name).setAttribute('aria-busy', 'true');
  if (name === current && !content.firstChild) say('Loading');
  let html;
  try {
    const answer = await fetch('tab/' + name + '?' + query);
    html = answer.ok ? await answer.text() : null;
  } catch { html = null; }
  if (mine !== state.asked) return;
  panelOf(name).removeAttribute('aria-busy');
  if (html === null) { say('k8sdsl does not answer; this is the last state.', true); return; }
  const scrolled = scrollY, focused = keep(content, state);
  content.innerHTML = html;
  state.stale = false;
  restore(content, state, focused);
  scrollTo(scrollX, scrolled);
  if (name === current) shown(name, before);
}
function shown(name, before = '') {
  document.title = byId('tab-' + name).textContent + ': ' + target.value + ' - k8sdsl';
  say(before + contentOf(name).firstElementChild.dataset.words);
}
function say(words, lost = false) {
  status.textContent = words;
  status.classList.toggle('lost', lost);
}

function select(name) {
  current = name;
  for (const tab of tabs) {
    const chosen = tab.id === 'tab-' + name;
    tab.setAttribute('aria-selected', String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    panelOf(tab.id.slice(4)).hidden = !chosen;
  }
  if (states[name].stale) load(name); else shown(name);
}
// The address says what is shown, so that a bookmark and the buttons of the browser work.
function visit(search) {
  const query = new URLSearchParams(search), name = query.get('tab'), wanted = query.get('target');
  if (wanted && wanted !== target.value) {
    if (![...target.options].some(option => option.value === wanted)) target.prepend(new Option(wanted));
    target.value = wanted;
    for (const one of names) states[one].stale = true;
  }
  query.delete('tab'); query.delete('target');
  const chosen = names.includes(name) ? name : names[0];
  if (String(query) !== String(states[chosen].fields)) {
    Object.assign(states[chosen], {fields: query, fresh: true, stale: true});
  }
  select(chosen);
}
function address() {
  const query = new URLSearchParams(states[current].fields);
  query.set('tab', current);
  query.set('target', target.value);
  return '?' + query;
}
const go = search => { history.pushState(null, '', search); visit(search); };
function ask(form) {
  const fields = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ''));
  Object.assign(states[current], {fields, fresh: true});
  history.pushState(null, '', address());
  load(current);
}

for (const tab of tabs) tab.addEventListener('click', () => { select(tab.id.slice(4)); history.pushState(null, '', address()); });
document.querySelector('[role=tablist]').addEventListener('keydown', event => {
  const at = tabs.indexOf(document.activeElement), last = tabs.length - 1;
  const next = {ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last}[event.key];
  if (next === undefined) return;
  event.preventDefault();
  tabs.forEach((tab, number) => { tab.tabIndex = number === next ? 0 : -1; });
  tabs[next].focus();
});
target.addEventListener('change', () => {
  for (const name of names) states[name].stale = true;
  history.pushState(null, '', address());
  select(current);
});
const main = byId('main');
main.addEventListener('submit', event => { event.preventDefault(); ask(event.target); });
main.addEventListener('change', event => {
  const form = event.target.form;
  if (form && event.target.matches('select') && !form.querySelector('[type=submit]')) ask(form);
});
main.addEventListener('input', event => { if (event.target.dataset.filters) filter(event.target); });
main.addEventListener('click', event => {
  const link = event.target.closest('a[href^="?"]');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); go(link.getAttribute('href')); }
});
addEventListener('popstate', () => visit(location.search));

// The overlays that there are; one that is shown stays until another is chosen, so that its return is seen.
function offer(names) {
  const chosen = target.value, shown = names.includes(chosen) || !chosen ? names : [chosen, ...names];
  if (shown.join('\n') === [...target.options].map(option => option.value).join('\n')) return;
  target.replaceChildren(...shown.map(name => new Option(name, name, false, name === chosen)));
}
function refresh(before = '') {
  for (const name of names) states[name].stale = true;
  load(current, before);
}

// A connection can end, or die silently while the computer sleeps: the server sends a pulse, and its absence is noticed.
const RETRY = 3000, SILENCE = 40000;
let events = null, lost = false, heard = Date.now(), retry = 0;
function connect() {
  clearTimeout(retry);
  if (events) events.close();
  heard = Date.now();
  events = new EventSource('events');
  events.addEventListener('open', () => { heard = Date.now(); if (lost) again(); });
  events.addEventListener('pulse', () => { heard = Date.now(); });
  events.addEventListener('changed', event => {
    heard = Date.now();
    const {files, targets} = JSON.parse(event.data);
    if (targets.length) offer(targets);
    const more = files.length > 1 ? ' and ' + (files.length - 1) + ' more' : '';
    refresh('Reloaded after a change of ' + files[0] + more + ': ');
  });
  events.addEventListener('error', () => {
    lose('k8sdsl has ended or cannot be reached; this is the last state.');
    if (events.readyState === EventSource.CLOSED) retry = setTimeout(connect, RETRY);
  });
}
function lose(words) {
  lost = true;
  say(words, true);
}
// What changed meanwhile is unknown, and which overlays there are.
async function again() {
  lost = false;
  try {
    const page = new DOMParser().parseFromString(await (await fetch('.')).text(), 'text/html');
    const found = [...page.querySelectorAll('#target option')].map(option => option.value);
    if (found.length) offer(found);
  } catch { /* the connection says so */ }
  refresh();
}
const check = () => {
  if (document.hidden || Date.now() - heard < SILENCE) return;
  lose('k8sdsl does not answer; this is the last state.');
  connect();
};
setInterval(check, RETRY);
document.addEventListener('visibilitychange', check);
addEventListener('online', () => { if (lost) connect(); });
connect();
visit(location.search);
