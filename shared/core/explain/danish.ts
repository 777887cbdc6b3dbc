// Dansk.
import { asked, written } from './comparison.ts';
import type { Language } from './language.ts';

const scopes: Record<string, string> = { customer: ' pr. kunde', category: ' pr. kategori', offer: '' };

/** Hvad der står foran værdien. */
const fields: Record<string, string> = {
  category: '',
  weather: '',
  daytime: '',
  temperature: '',
  expiry: 'slutter om ',
  stay: 'der i ',
  interest: 'angivet interesse: ',
  situation: 'situationen som helhed',
};

const values: Record<string, string> = {
  weekday: 'hverdag',
  night: 'nat',
  morning: 'morgen',
  noon: 'middag',
  afternoon: 'eftermiddag',
  evening: 'aften',
  clear: 'klart',
  cloud: 'skyet',
  rain: 'regn',
  sleet: 'slud',
  snow: 'sne',
  fog: 'tåge',
  thunder: 'torden',
  day: 'dag',
  h: 't',
};

export const danish: Language = {
  tag: 'da',
  units: { minutes: 'min.', hours: 't', day: 'dag', days: 'dage' },
  quote: (text) => `»${text}«`,
  at: (offer, geofence) => `${offer} ved ${geofence}`,
  marketer: {
    candidates: (count) => (count === 1 ? '1 kandidat' : `${count} kandidater`),
    chosen: (offer, score) => `${offer} valgt${score === undefined ? '' : ` med score ${score}`}`,
    because: (parts) => `på grund af ${parts}`,
    field: (field, value) => {
      const words = value.split(' ').map((word) => values[word] ?? word);
      return fields[field] === undefined ? `${field} ${words.join(' ')}` : `${fields[field]}${words.join(' ')}`;
    },
    ownHistory: 'egen historik',
    ends: {
      sent: 'afleveret til push-udbyderen',
      rejected: 'afvist af push-udbyderen',
      unknown: 'push-udbyderen svarede aldrig',
      ghost: 'holdt tilbage som kontrol, ikke sendt',
      cancelled: 'annulleret inden afsendelse',
      expired: 'øjeblikket var forbi inden afsendelse',
    },
    shownInApp: 'vist i appen',
    omitted: (count) => `og ${count} til, som nåede mindre langt`,
  },
  customer: {
    here: (geofence = 'et af vores steder', offerCameOn) =>
      `Du var ved ${geofence}${offerCameOn ? ', da et tilbud begyndte' : ''}`,
    becauseOfInterest: (category) => `og har sagt, at du kan lide ${category}`,
    becauseOfFavourite: 'som er et af dine yndlingssteder',
    becauseOfHistory: (category) => `og har før været glad for ${category}`,
    becauseOfPlace: 'hvor tilbuddet gjaldt',
    now: {
      arrived: 'Du var lige kommet ind.',
      stayed: 'Du havde været der et stykke tid.',
      began: 'Et tilbud begyndte, mens du var der.',
      asked: 'Du havde kigget i appen.',
      changed: 'Noget havde ændret sig, mens du var der.',
    },
    fittedBest: 'det passede bedst',
    mute: (what) => `Hør ikke mere om ${what}`,
    nothing: (why) => `Der blev ikke sendt noget: ${why}`,
    ends: {
      rejected: 'Din telefon kunne ikke nås.',
      unknown: 'Om det nåede din telefon, vides ikke.',
      ghost: 'Denne gang blev der ikke sendt noget, for at lære hvad folk gør uden beskeder.',
      cancelled: 'Der blev alligevel ikke sendt noget: du var gået, eller noget havde ændret sig.',
      expired: 'Der blev alligevel ikke sendt noget: øjeblikket var forbi.',
    },
  },
  flip: (offer, change) => `Tættest på at blive sendt: ${offer}, ${change}.`,
  reasons: {
    'not-live': {
      marketer: ({ state }) => (state === undefined ? 'ikke aktivt' : `ikke aktivt (${state})`),
      customer: 'der gjaldt ikke noget tilbud',
      flip: 'hvis det havde været aktivt',
    },
    'outside-dates': {
      marketer: 'uden for sin periode',
      customer: 'der gjaldt ikke noget tilbud',
      flip: ({ opensAt, endsAt }, { time }) =>
        time(opensAt) ? `fra ${time(opensAt)}` : time(endsAt) ? `indtil ${time(endsAt)}` : 'inden for sin periode',
    },
    'outside-hours': {
      marketer: ({ closed }) => (closed === 'store' ? 'butikken lukket' : 'uden for tidsrummet'),
      customer: ({ closed }) =>
        closed === 'store' ? 'stedet var lukket' : 'der gjaldt ikke noget tilbud på det tidspunkt',
      flip: ({ opensAt }, { time }) => (time(opensAt) ? `fra ${time(opensAt)}` : 'inden for tidsrummet'),
    },
    'weather-unknown': {
      marketer: 'vejret ukendt',
      customer: 'tilbuddet afhænger af vejret, og det kendte vi ikke',
      flip: 'hvis vejret havde været kendt',
    },
    'weather-mismatch': {
      marketer: 'andet vejr',
      customer: 'tilbuddet er til et andet vejr',
      flip: 'i det vejr, det er til',
    },
    'context-mismatch': {
      marketer: ({ name, known, value, ...wanted }, { number }) => {
        if (name === undefined) return 'ikke de rette omstændigheder';
        return known === false ? `${name} ukendt` : `${name} ${written(value, number)}, ønsket${asked(wanted, number)}`;
      },
      customer: ({ known }) =>
        known === false ? 'tilbuddet afhænger af noget, vi ikke kendte' : 'tilbuddet er til en anden lejlighed',
      flip: ({ name, known, value: _, ...wanted }, { number }) => {
        if (name === undefined) return 'under de omstændigheder, det er til';
        return known === false ? `hvis ${name} havde været kendt` : `med ${name}${asked(wanted, number)}`;
      },
    },
    'not-triggered': {
      marketer: 'ikke udløst',
      customer: 'tilbuddets øjeblik var ikke kommet',
      flip: ({ stayedMinutes, dwellMinutes }, { duration }) =>
        dwellMinutes === undefined
          ? 'når det blev udløst'
          : `efter et ophold, der var ${duration(Number(dwellMinutes) - Number(stayedMinutes))} længere`,
    },
    'not-in-audience': {
      marketer: 'ikke i målgruppen',
      customer: 'tilbuddene dér var til andre',
      flip: (
        { profilingConsent, ceiling, interests, visit, atLeast, atMost, attribute, stated, condition, bound },
        { number },
      ) => {
        if (profilingConsent === false) return 'med samtykke til profilering';
        if (ceiling !== undefined) return 'hvis mere end sammenhængen havde måttet tælle';
        if (attribute !== undefined) {
          if (stated !== true) return `hvis ${attribute} var kendt`;
          if (condition === 'atLeast') return `med ${attribute} på mindst ${number(bound)}`;
          return condition === 'atMost' ? `med ${attribute} på højst ${number(bound)}` : `med en anden ${attribute}`;
        }
        if (interests !== undefined) return `med en angivet interesse for ${interests}`;
        if (visit === undefined) return 'til en i målgruppen';
        if (atLeast !== undefined) return `ved besøg ${atLeast} i stedet for ${visit}`;
        return atMost === undefined ? 'til en i målgruppen' : `til og med besøg ${atMost}, det var ${visit}`;
      },
    },
    'muted-category': {
      marketer: ({ category }) => (category === undefined ? 'kategorien fravalgt' : `${category} fravalgt`),
      customer: ({ category }) => `du har fravalgt ${category ?? 'den slags tilbud'}`,
      flip: ({ category }) => `hvis ${category ?? 'kategorien'} ikke havde været fravalgt`,
    },
    'muted-store': {
      marketer: 'stedet fravalgt',
      customer: 'du har fravalgt stedet',
      flip: 'hvis stedet ikke havde været fravalgt',
    },
    'too-personal': {
      marketer: ({ reveals, ceiling }) =>
        reveals === undefined || ceiling === undefined
          ? 'ville røbe mere end tilladt'
          : `ville røbe ${reveals}, tilladt er ${ceiling}`,
      customer: 'beskeden ville have vist mere om dig, end du tillader',
      flip: 'med en tekst, der røber mindre',
    },
    'already-redeemed': {
      marketer: 'allerede indløst',
      customer: 'du har allerede brugt tilbuddet',
      flip: 'hvis det ikke havde været indløst',
    },
    cooldown: {
      marketer: ({ minutesSince, cooldownMinutes }, { duration }) =>
        cooldownMinutes === undefined
          ? 'allerede tilbudt under besøget'
          : `i pause ${duration(minutesSince)} af ${duration(cooldownMinutes)}`,
      customer: 'du havde fået et tilbud dér kort forinden',
      flip: ({ minutesSince, cooldownMinutes }, { duration }) =>
        cooldownMinutes === undefined
          ? 'ved næste besøg'
          : `${duration(Number(cooldownMinutes) - Number(minutesSince))} senere`,
    },
    capped: {
      marketer: ({ sends, limit, windowMinutes, per }, { number, duration }) => {
        const within = windowMinutes === undefined ? '' : ` på ${duration(windowMinutes)}`;
        return limit === undefined
          ? 'loftet nået'
          : `loftet nået ${number(sends)}/${number(limit)}${within}${scopes[String(per)] ?? ''}`;
      },
      customer: ({ windowMinutes }, { duration }) =>
        `du har fået så mange beskeder, som vi sender${windowMinutes === undefined ? '' : ` på ${duration(windowMinutes)}`}`,
      flip: ({ sends, limit, windowMinutes }, { duration }) => {
        const less = typeof sends === 'number' && typeof limit === 'number' ? sends - limit + 1 : 1;
        const within = windowMinutes === undefined ? '' : ` inden for ${duration(windowMinutes)}`;
        return `med ${less === 1 ? 'én besked' : `${less} beskeder`} mindre${within}`;
      },
    },
    pending: {
      marketer: 'en anden levering undervejs',
      customer: 'en anden besked var på vej til dig',
      flip: 'hvis ingen anden levering havde været undervejs',
    },
    'quiet-hours': {
      marketer: ({ from, until, outside }) => {
        if (outside !== undefined) return 'uden for de timer, kunden ønsker';
        return from === undefined || until === undefined ? 'stilletid' : `stilletid ${from}–${until}`;
      },
      customer: ({ outside }) =>
        outside === undefined
          ? 'det var et tidspunkt, hvor vi lader folk være i fred'
          : 'du vil helst have tilbud på andre tidspunkter',
      flip: ({ until, outside }) => {
        if (outside !== undefined) return 'på et af de ønskede tidspunkter';
        return until === undefined ? 'efter stilletiden' : `fra ${until}, efter stilletiden`;
      },
    },
    'no-push-consent': {
      marketer: 'intet samtykke til push',
      customer: 'du har ikke sagt ja til beskeder',
      flip: 'med samtykke til push',
    },
    'no-device': {
      marketer: 'ingen registreret enhed',
      customer: 'din telefon er ikke registreret til beskeder',
      flip: 'hvis telefonen havde været registreret',
    },
    'budget-spent': {
      marketer: 'budgettet brugt',
      customer: 'der var ikke flere tilbage',
      flip: 'med én enhed mere i budgettet',
    },
    'below-propensity': {
      marketer: ({ propensity, minimumPropensity, quantile, sendShare, expectedValue, cost }, { number }) => {
        if (minimumPropensity !== undefined)
          return `under tilbøjelighed ${number(propensity)} < ${number(minimumPropensity)}`;
        if (quantile !== undefined)
          return `ikke blandt de bedste ${number(100 * Number(sendShare))} % af øjeblikkene, tilbøjelighed ${number(propensity)} < ${number(quantile)}`;
        return cost === undefined
          ? 'under tilbøjelighed'
          : `mindre værd end prisen ${number(expectedValue)} < ${number(cost)}`;
      },
      customer: 'ingen af tilbuddene dér virkede relevante nok til at forstyrre dig',
      flip: ({ propensity, minimumPropensity, quantile = minimumPropensity, expectedValue, cost }, { number }) => {
        if (quantile !== undefined) return `med ${number(Number(quantile) - Number(propensity))} mere i tilbøjelighed`;
        return cost === undefined
          ? 'med større tilbøjelighed'
          : `hvis det havde kostet ${number(Number(cost) - Number(expectedValue))} mindre`;
      },
    },
    outranked: {
      marketer: ({ score, best }, { number }) =>
        best === undefined ? 'overgået' : `overgået ${number(score)} ≤ ${number(best)}`,
      customer: 'et andet tilbud passede bedre',
      flip: 'med den højeste score',
    },
  },
  unknownReason: (reason) => ({
    marketer: reason,
    customer: 'tilbuddene dér passede ikke',
    flip: `hvis ikke: ${reason}`,
  }),
};
