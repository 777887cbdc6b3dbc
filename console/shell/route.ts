// Where in the console the reader is: the part of the address after `#`, so that every page can be linked to and reloaded.

export const pages = ['map', 'offers', 'segments', 'live', 'results', 'why'] as const;
export type Page = (typeof pages)[number];

export interface Route {
  page: Page;
  /** What of it: an offer, a geofence, a segment. `new` is one that does not exist yet. */
  id?: string;
}

/** `#/offers/cocoa` → offers, cocoa. What is no page is the offers: it is where the work begins. */
export function parseRoute(hash: string): Route {
  const [page, id] = hash.replace(/^#\/?/, '').split(/[/?]/, 2);
  if (!pages.includes(page as Page)) return { page: 'offers' };
  return id ? { page: page as Page, id: decode(id) } : { page: page as Page };
}

export function routeTo({ page, id }: Route): string {
  return `#/${page}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign that encodes nothing
  }
}
