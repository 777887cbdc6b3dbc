// The page's view: totals, reasons as bars, and the state of the connection, written into index.html.
import { find, setText } from './dom.ts';
import { createEventList } from './event-list.ts';
import type { Connection } from './live.ts';
import { inGateOrder, type Summary, total } from './summary.ts';
import { reasonText, type Words } from './words.ts';

/** Fills the page's words in and shows, from then on, what it is told. */
export function createView(page: Document, words: Words, language: string) {
  // Numbers and times as the reader writes them, if that is a form of the language the page is in.
  const locale = language.toLowerCase().startsWith(words.language) ? language : 'en-GB';
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' });
  const list = createEventList(find(page, '#latest'), words, { number, time });
  const rows = new Map<string, HTMLTableRowElement>();

  page.documentElement.lang = words.language;
  page.title = `${words.title} · Ravn`;
  for (const element of page.querySelectorAll<HTMLElement>('[data-word]')) {
    const word = words[element.dataset.word as keyof Words];
    if (typeof word !== 'string') throw new Error(`words.ts has no "${element.dataset.word}"`);
    element.textContent = word;
  }

  function showReasons(reasons: Summary['reasons']): void {
    const all = total(reasons);
    const body = find(page, '#reasons tbody');
    find(page, '#no-reasons').hidden = all > 0;
    find(page, '#reasons table').hidden = all === 0;
    for (const [place, [reason, count]] of inGateOrder(reasons).entries()) {
      const row = rows.get(reason) ?? createRow(page, reason, reasonText(words, reason));
      rows.set(reason, row);
      if (body.children[place] !== row) body.insertBefore(row, body.children[place] ?? null);
      setText(find(row, '.count'), number.format(count));
      setText(find(row, '.share'), percent.format(count / all));
      // Through the style object: the page's Content-Security-Policy allows no style attributes.
      find(row, '.fill').style.inlineSize = `${(100 * count) / all}%`;
    }
  }

  return {
    showSummary(summary: Summary): void {
      const ends = [...summary.otherEnds].sort(([a], [b]) => (a < b ? -1 : 1));
      const endsText = ends.map(([state, count]) => `${number.format(count)} ${words.states[state] ?? state}`);
      setText(find(page, '#entered'), number.format(summary.entered));
      setText(find(page, '#decisions'), number.format(summary.decisions));
      setText(find(page, '#sent'), number.format(summary.sent));
      setText(find(page, '#other-ends'), number.format(total(summary.otherEnds)));
      setText(find(page, '#other-ends-note'), endsText.join(', ') || words.otherEndsNote);
      setText(find(page, '#since'), summary.since === undefined ? '' : words.since(time.format(summary.since)));
      showReasons(summary.reasons);
      list.show(summary.latest);
    },

    showConnection(connection: Connection, now: number): void {
      const { state } = connection;
      find(page, '#connection').dataset.state = state;
      setText(find(page, '#state'), state === 'down' ? words.down(connection.status) : words[state]);
      // Beside the status and not in it: a countdown is not to be read out every second.
      const seconds = state === 'down' ? Math.max(0, Math.ceil((connection.retryAt - now) / 1000)) : 0;
      setText(find(page, '#retry'), state === 'down' ? `, ${words.retrying(seconds)}` : '');
    },
  };
}

function createRow(page: Document, reason: string, text: string): HTMLTableRowElement {
  const row = page.createElement('tr');
  row.dataset.reason = reason;
  const name = page.createElement('th');
  name.scope = 'row';
  const bar = page.createElement('span');
  bar.className = 'track';
  bar.ariaHidden = 'true';
  const fill = page.createElement('span');
  fill.className = 'fill';
  bar.append(fill);
  name.append(text, bar);
  row.append(name);
  for (const className of ['count', 'share']) row.insertCell().className = className;
  return row;
}
