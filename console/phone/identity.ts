// Who this phone is: a customer of its own, made up where none was named, and the ids an app keeps for its installation.

export interface Identity {
  customerId: string;
  deviceId: string;
  /** Stands for what APNs or FCM would give the app. */
  pushToken: string;
}

const kept = 'ravn.phone';

/** The same phone as last time; `?as=anna` makes it Anna's. */
export function identityOf(page: { search: string }, storage: Storage, newId: () => string): Identity {
  const known = JSON.parse(storage.getItem(kept) ?? 'null') as Identity | null;
  const named = new URLSearchParams(page.search).get('as');
  if (known && (named === null || named === known.customerId)) return known;
  return keep(named ?? `guest-${newId().slice(0, 8)}`, storage, newId);
}

/** Whoever was here has gone: somebody new, on a phone set up anew. */
export function somebodyNew(storage: Storage, newId: () => string): void {
  keep(`guest-${newId().slice(0, 8)}`, storage, newId);
}

function keep(customerId: string, storage: Storage, newId: () => string): Identity {
  const identity = { customerId, deviceId: `web-${newId()}`, pushToken: `web-push-${newId()}` };
  storage.setItem(kept, JSON.stringify(identity));
  return identity;
}
