// The town of the load benchmark: a place where nothing is offered, one where an offer is weighed and refused, one where offers are sent.
export const lat = 55.6761;
export const away = 12.5;
export const places = { plain: 12.52, refusing: 12.54, sending: 12.56 };
export type Place = keyof typeof places;

/** Pushes a customer may get of one offer, and of all, within a day. */
export const caps = { offer: 1, customer: 1 };

export function catalogue() {
  const day = 24 * 60;
  const offer = (id: string, place: Place, minimumPropensity = 0) => ({
    id,
    category: 'coffee',
    messages: { da: { title: id, body: 'Varm kakao, −20 %, lige her.' } },
    defaultLocale: 'da',
    where: { geofenceIds: [place] },
    startsAt: 0,
    endsAt: Date.UTC(2100, 0, 1),
    quietHours: 'none',
    value: 10,
    minimumPropensity,
    caps: [
      { per: 'offer', limit: caps.offer, windowMinutes: day },
      { per: 'customer', limit: caps.customer, windowMinutes: day },
    ],
  });
  return {
    geofences: Object.entries(places).map(([id, lng]) => ({
      id,
      name: id,
      shape: { type: 'Circle', center: [lng, lat], radiusMetres: 120 },
      timeZone: 'Europe/Copenhagen',
    })),
    // two that could be sent, so that it is the cap of the customer that refuses the second
    offers: [offer('never', 'refusing', 1), ...['one', 'two'].map((id) => offer(id, 'sending'))],
  };
}
