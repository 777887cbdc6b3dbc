// What the page "Why" says.
import type { InBoth } from '../shell/language.ts';

const en = {
  title: 'Why, or why not',
  lead: 'What was decided for one customer, and what would have changed it',
  customer: 'Customer id',
  day: 'Day',
  hour: 'Hour',
  anyHour: 'any',
  look: 'Look',
  audited: 'That you look at this customer is written down, with your name and the time, and kept for a year.',
  none: 'No decision then. She may not have been near, or have consented to nothing; what is not decided is not written down.',
  newest: 'The newest 50 decisions are looked through.',
  chosen: 'Sent or to be sent',
  nothing: 'Nothing was sent',
  ended: (how: string) => `ended: ${how}`,
  toldCustomer: 'What the customer is told',
  flip: 'The nearest change',
  candidates: 'Every offer that was weighed',
  offer: 'Offer',
  place: 'Place',
  reason: 'Reason',
  compared: 'Compared',
};

const da: typeof en = {
  title: 'Hvorfor, og hvorfor ikke',
  lead: 'Hvad der blev besluttet for én kunde, og hvad der ville have ændret det',
  customer: 'Kundens id',
  day: 'Dag',
  hour: 'Time',
  anyHour: 'alle',
  look: 'Se efter',
  audited: 'At du ser på denne kunde, skrives ned med dit navn og tidspunktet og gemmes i et år.',
  none: 'Ingen beslutning da. Hun var måske ikke i nærheden, eller har ikke givet samtykke; det, der ikke besluttes, skrives ikke ned.',
  newest: 'Der ses i de nyeste 50 beslutninger.',
  chosen: 'Sendt eller på vej',
  nothing: 'Intet blev sendt',
  ended: (how) => `endte: ${how}`,
  toldCustomer: 'Det får kunden at vide',
  flip: 'Den mindste ændring',
  candidates: 'Alle tilbud, der blev vejet',
  offer: 'Tilbud',
  place: 'Sted',
  reason: 'Grund',
  compared: 'Sammenlignet',
};

export const whyWords: InBoth<typeof en> = { en, da };
