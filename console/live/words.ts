// Every word on the page, in English and Danish, and the one sentence each event is told in.
import type { RavnEvent } from './events.ts';

const english = {
  language: 'en',
  title: 'Live',
  lead: 'What happens now in the city',
  totals: 'Totals',
  entered: 'Entered',
  enteredNote: 'visits to a geofence',
  decisions: 'Decisions',
  decisionsNote: 'times offers were weighed',
  sent: 'Sent',
  sentNote: 'offers pushed',
  otherEnds: 'Other ends',
  otherEndsNote: 'deliveries not sent',
  since: (time: string) => `Counted since ${time}`,
  reasons: 'What became of each offer weighed',
  reason: 'Reason',
  candidates: 'Offers',
  share: 'Share',
  noReasons: 'No offer has been weighed yet.',
  latest: 'Latest events',
  noEvents: 'Nothing has happened in the last ten minutes.',
  pause: 'Pause',
  resume: 'Resume',
  newer: (count: string) => `${count} newer`,
  connecting: 'Connecting',
  connected: 'Connected',
  down: (status?: number) => (status === undefined ? 'API down' : `API answers ${status}`),
  retrying: (seconds: number) => (seconds > 0 ? `trying again in ${seconds} s` : 'trying again now'),
  someoneEntered: 'a customer came in',
  someoneLeft: 'a customer left',
  chosen: (offer: string) => `offer ${offer} chosen`,
  nothing: (reason: string) => `no offer, ${reason}`,
  ends: {
    sent: (offer: string) => `offer ${offer} sent`,
    rejected: (offer: string) => `offer ${offer} rejected by the push service`,
    unknown: (offer: string) => `offer ${offer} pushed, the push service's answer was lost`,
    ghost: (offer: string) => `offer ${offer} held back for comparison`,
    cancelled: (offer: string) => `offer ${offer} cancelled`,
    expired: (offer: string) => `offer ${offer} expired`,
  } as Record<string, (offer: string) => string>,
  states: {
    rejected: 'rejected',
    unknown: 'answer lost',
    ghost: 'held back',
    cancelled: 'cancelled',
    expired: 'expired',
  } as Record<string, string>,
  offerReasons: {
    'not-live': 'not live',
    'outside-dates': 'outside its dates',
    'outside-hours': 'outside its hours',
    'weather-unknown': 'weather not known',
    'weather-mismatch': 'other weather',
    'context-mismatch': 'other circumstances',
    'not-triggered': 'its trigger has not come',
    'not-in-audience': 'customer not in its audience',
    'muted-category': 'category muted by the customer',
    'muted-store': 'store muted by the customer',
    'too-personal': 'more personal than the customer allows',
    'already-redeemed': 'used already',
    cooldown: 'offered here a short while ago',
    capped: 'cap reached',
    pending: 'another is on its way',
    'quiet-hours': 'quiet hours',
    'no-push-consent': 'no consent to pushes',
    'no-device': 'no phone to push to',
    'below-propensity': 'too little interest expected',
    outranked: 'another was better',
    chosen: 'chosen',
  } as Record<string, string>,
};

export type Words = typeof english;

const danish: Words = {
  language: 'da',
  title: 'Live',
  lead: 'Hvad der sker i byen lige nu',
  totals: 'I alt',
  entered: 'Kom ind',
  enteredNote: 'besøg i et geofence',
  decisions: 'Beslutninger',
  decisionsNote: 'gange tilbud blev vejet',
  sent: 'Sendt',
  sentNote: 'tilbud som push',
  otherEnds: 'Andre udfald',
  otherEndsNote: 'leveringer ikke sendt',
  since: (time) => `Talt siden ${time}`,
  reasons: 'Hvad der blev af hvert vejet tilbud',
  reason: 'Grund',
  candidates: 'Tilbud',
  share: 'Andel',
  noReasons: 'Ingen tilbud er vejet endnu.',
  latest: 'Seneste hændelser',
  noEvents: 'Der er ikke sket noget de seneste ti minutter.',
  pause: 'Pause',
  resume: 'Fortsæt',
  newer: (count) => `${count} nyere`,
  connecting: 'Forbinder',
  connected: 'Forbundet',
  down: (status) => (status === undefined ? 'API nede' : `API svarer ${status}`),
  retrying: (seconds) => (seconds > 0 ? `prøver igen om ${seconds} s` : 'prøver igen nu'),
  someoneEntered: 'en kunde kom ind',
  someoneLeft: 'en kunde gik',
  chosen: (offer) => `tilbud ${offer} valgt`,
  nothing: (reason) => `intet tilbud, ${reason}`,
  ends: {
    sent: (offer) => `tilbud ${offer} sendt`,
    rejected: (offer) => `tilbud ${offer} afvist af push-tjenesten`,
    unknown: (offer) => `tilbud ${offer} sendt, push-tjenestens svar gik tabt`,
    ghost: (offer) => `tilbud ${offer} holdt tilbage til sammenligning`,
    cancelled: (offer) => `tilbud ${offer} annulleret`,
    expired: (offer) => `tilbud ${offer} udløbet`,
  },
  states: {
    rejected: 'afvist',
    unknown: 'svar tabt',
    ghost: 'holdt tilbage',
    cancelled: 'annulleret',
    expired: 'udløbet',
  },
  offerReasons: {
    'not-live': 'ikke sat i gang',
    'outside-dates': 'uden for perioden',
    'outside-hours': 'uden for tidsrummet',
    'weather-unknown': 'vejret er ukendt',
    'weather-mismatch': 'andet vejr',
    'context-mismatch': 'andre omstændigheder',
    'not-triggered': 'ikke udløst endnu',
    'not-in-audience': 'kunden er ikke i målgruppen',
    'muted-category': 'kategori slået fra af kunden',
    'muted-store': 'sted slået fra af kunden',
    'too-personal': 'mere personligt, end kunden tillader',
    'already-redeemed': 'allerede brugt',
    cooldown: 'tilbudt her for kort tid siden',
    capped: 'loftet er nået',
    pending: 'et andet er på vej',
    'quiet-hours': 'stilletid',
    'no-push-consent': 'intet samtykke til push',
    'no-device': 'ingen telefon at sende til',
    'below-propensity': 'for lille forventet interesse',
    outranked: 'et andet var bedre',
    chosen: 'valgt',
  },
};

/** The words for a browser's language: Danish if it is Danish, else English. */
export function wordsFor(language: string): Words {
  return /^da\b/i.test(language) ? danish : english;
}

/** A reason in words; one that is not in the dictionary stands as it is. */
export function reasonText(words: Words, reason: string): string {
  return words.offerReasons[reason] ?? reason;
}

/** What ids are called; an id without a name stands as it is. */
export interface Names {
  place?: (id: string) => string | undefined;
  offer?: (id: string) => string | undefined;
}

/** An event in one sentence: the place, if there is one, and what happened there. */
export function sentence(words: Words, event: RavnEvent, names: Names = {}): { place?: string; text: string } {
  const { geofenceId } = event;
  const place = geofenceId === undefined ? undefined : (names.place?.(geofenceId) ?? geofenceId);
  const called = (offerId: string) => names.offer?.(offerId) ?? offerId;
  switch (event.type) {
    case 'GeofenceEntered':
      return { place, text: words.someoneEntered };
    case 'GeofenceExited':
      return { place, text: words.someoneLeft };
    case 'DecisionMade':
      return event.reason === 'chosen' && event.offerId !== undefined
        ? { place, text: words.chosen(called(event.offerId)) }
        : { place, text: words.nothing(reasonText(words, event.reason)) };
    case 'DeliveryEnded': {
      const { offerId, state, why } = event;
      const text = words.ends[state]?.(called(offerId)) ?? `${called(offerId)}: ${state}`;
      return { place, text: why === undefined ? text : `${text} (${why})` };
    }
  }
}
