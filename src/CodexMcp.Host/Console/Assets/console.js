// What makes the console livelier; everything works without it. It loads the page anew when the host says that something has changed, and
// moves between the rows of a list by keys. It makes no markup of its own.
'use strict';

const live = () => document.querySelectorAll('[data-live]');
const title = document.title;

async function refresh(count) {
  const answer = await fetch(location.href, { headers: { Accept: 'text/html' }, redirect: 'error' });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of live()) {
    const next = fresh.getElementById(part.id);
    if (!next || next.innerHTML === part.innerHTML) continue;
    const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    part.replaceWith(next);
    if (focused) next.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
  }
  const status = document.getElementById('status');
  if (status) {
    document.title = count > 0 ? `(${count}) ${title}` : title;
    status.textContent = count === 1 ? 'One call waits.' : `${count} calls wait.`;
  }
}

if (live().length > 0) {
  let first = true;
  const events = new EventSource('/console/events');
  events.addEventListener('changed', (event) => {
    const before = document.querySelector('[data-count]')?.dataset.count;
    if (!first || (before !== undefined && before !== event.data)) refresh(Number(event.data)).catch(() => {});
    first = false;
  });
}

const places = { i: '/console', h: '/console/history', a: '/console/audit', r: '/console/roles', c: '/console/connectors', m: '/console/metrics', l: '/console/calls' };
let going = false;

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input, textarea, select')) return;
  if (going && places[event.key] && document.querySelector('nav')) {
    location.assign(places[event.key]);
  } else if (event.key === 'j' || event.key === 'k') {
    const rows = [...document.querySelectorAll('[data-row]')];
    const at = rows.indexOf(document.activeElement);
    rows[Math.min(rows.length - 1, Math.max(0, event.key === 'j' ? at + 1 : at - 1))]?.focus();
  } else if (event.key === '/') {
    const search = document.querySelector('input[type="search"]');
    if (search) {
      event.preventDefault();
      search.focus();
    }
  }
  going = event.key === 'g';
});
