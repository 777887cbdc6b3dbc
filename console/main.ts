// The page "Live", wired: the feed is folded into a summary, and the summary is shown.
import { createApi } from './api.ts';
import { type Connection, watchLive } from './live.ts';
import { addEvents, emptySummary } from './summary.ts';
import { createView } from './view.ts';
import { wordsFor } from './words.ts';

const view = createView(document, wordsFor(navigator.language), navigator.language);
let summary = emptySummary;
let connection: Connection = { state: 'connecting' };
const showConnection = () => view.showConnection(connection, Date.now());

showConnection();
setInterval(showConnection, 1000); // counts down to the next try

void watchLive({
  ask: createApi((path, init) => fetch(path, init)),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  now: Date.now,
  onEvents: (events) => {
    summary = addEvents(summary, events);
    view.showSummary(summary);
  },
  onConnection: (next) => {
    connection = next;
    showConnection();
  },
  signal: new AbortController().signal, // until the page is closed
});
