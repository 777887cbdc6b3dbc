// The list of the latest events, newest first, which a reader can stop from moving.

import { find, setText } from './dom.ts';
import type { LiveEvent } from './events.ts';
import { sentence, type Words } from './words.ts';

interface Formats {
  number: Intl.NumberFormat;
  time: Intl.DateTimeFormat;
}

/** Takes over the section of the list and of its pause button. */
export function createEventList(section: Element, words: Words, { number, time }: Formats) {
  const list = find(section, 'ol');
  const newer = find(section, '#newer');
  const pause = find(section, '#pause');
  const items = new Map<string, HTMLLIElement>();
  let latest: readonly LiveEvent[] = [];
  /** The newest event's id at the time the list was stopped. */
  let stoppedAt: string | undefined;
  let isPaused = false;

  pause.addEventListener('click', () => {
    isPaused = !isPaused;
    stoppedAt = latest[0]?.id;
    setText(pause, isPaused ? words.resume : words.pause);
    section.classList.toggle('paused', isPaused);
    render();
  });

  function render(): void {
    if (isPaused) {
      const index = latest.findIndex(({ id }) => id === stoppedAt);
      const count = index < 0 ? latest.length : index;
      setText(newer, count === 0 ? '' : words.newer(`${number.format(count)}${index < 0 ? '+' : ''}`));
      return;
    }
    setText(newer, '');
    find(section, '#no-events').hidden = latest.length > 0;
    for (const [place, event] of latest.entries()) {
      const item = items.get(event.id) ?? createItem(event);
      items.set(event.id, item);
      // Only what is new is moved in: moving what is there would lose a selection.
      if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
    }
    const kept = new Set(latest.map(({ id }) => id));
    for (const [id, item] of items) {
      if (kept.has(id)) continue;
      item.remove();
      items.delete(id);
    }
  }

  function createItem({ at, event }: LiveEvent): HTMLLIElement {
    const { place, text } = sentence(words, event);
    const page = section.ownerDocument;
    const item = page.createElement('li');
    item.dataset.kind = event.type === 'DeliveryEnded' ? event.state : event.type;
    const when = page.createElement('time');
    when.dateTime = new Date(at).toISOString();
    when.textContent = time.format(at);
    const what = page.createElement('p');
    if (place !== undefined) {
      const where = page.createElement('b');
      where.textContent = place;
      what.append(where, ': ');
    }
    what.append(text);
    item.append(when, ' ', what);
    return item;
  }

  return {
    show(events: readonly LiveEvent[]): void {
      latest = events;
      render();
    },
  };
}
