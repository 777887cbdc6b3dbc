// English.
import { asked, written } from './comparison.ts';
import type { Language } from './language.ts';

const scopes: Record<string, string> = { customer: ' per customer', category: ' per category', offer: '' };

/** What stands before the value; the values of the model are English. */
const fields: Record<string, string> = {
  category: '',
  weather: '',
  daytime: '',
  temperature: '',
  expiry: 'ends in ',
  stay: 'there for ',
  interest: 'declared interest: ',
  situation: 'the situation as a whole',
};

export const english: Language = {
  tag: 'en',
  units: { minutes: 'min', hours: 'h', day: 'day', days: 'days' },
  quote: (text) => `“${text}”`,
  at: (offer, geofence) => `${offer} at ${geofence}`,
  marketer: {
    candidates: (count) => (count === 1 ? '1 candidate' : `${count} candidates`),
    chosen: (offer, score) => `${offer} chosen${score === undefined ? '' : ` with score ${score}`}`,
    because: (parts) => `because of ${parts}`,
    field: (field, value) => (fields[field] === undefined ? `${field} ${value}` : `${fields[field]}${value}`),
    ownHistory: 'own history',
    ends: {
      sent: 'handed to the push provider',
      rejected: 'refused by the push provider',
      unknown: 'the push provider never answered',
      ghost: 'held out, not pushed',
      cancelled: 'cancelled before it was sent',
      expired: 'the moment passed before it was sent',
    },
    shownInApp: 'shown in the app',
    omitted: (count) => `and ${count} more that came less far`,
  },
  customer: {
    here: (geofence = 'one of our places', offerCameOn) =>
      `You were at ${geofence}${offerCameOn ? ' when an offer began' : ''}`,
    becauseOfInterest: (category) => `and have said that you like ${category}`,
    becauseOfFavourite: 'which is one of your favourite places',
    becauseOfHistory: (category) => `and have responded well to ${category} before`,
    becauseOfPlace: 'where this offer was on',
    now: {
      arrived: 'You had just come in.',
      stayed: 'You had been there for a while.',
      began: 'An offer began while you were there.',
      asked: 'You had looked into the app.',
      changed: 'Something had changed while you were there.',
    },
    fittedBest: 'it fitted best',
    mute: (what) => `Hear no more of ${what}`,
    nothing: (why) => `Nothing was sent: ${why}`,
    ends: {
      rejected: 'Your phone could not be reached.',
      unknown: 'Whether it reached your phone is not known.',
      ghost: 'Nothing was sent this time, to learn what people do without messages.',
      cancelled: 'Nothing was sent in the end: you had left, or something had changed.',
      expired: 'Nothing was sent in the end: the moment had passed.',
    },
  },
  flip: (offer, change) => `Nearest to being sent: ${offer}, ${change}.`,
  reasons: {
    'not-live': {
      marketer: ({ state }) => (state === undefined ? 'not live' : `not live (${state})`),
      customer: 'no offer was on there',
      flip: 'had it been live',
    },
    'outside-dates': {
      marketer: 'outside its dates',
      customer: 'no offer was on there',
      flip: ({ opensAt, endsAt }, { time }) =>
        time(opensAt) ? `from ${time(opensAt)}` : time(endsAt) ? `until ${time(endsAt)}` : 'within its dates',
    },
    'outside-hours': {
      marketer: ({ closed }) => (closed === 'store' ? 'store closed' : 'outside hours'),
      customer: ({ closed }) => (closed === 'store' ? 'the place was closed' : 'no offer was on at that hour'),
      flip: ({ opensAt }, { time }) => (time(opensAt) ? `from ${time(opensAt)}` : 'within its hours'),
    },
    'weather-unknown': {
      marketer: 'weather unknown',
      customer: 'the offer depends on the weather, which was not known',
      flip: 'had the weather been known',
    },
    'weather-mismatch': {
      marketer: 'other weather',
      customer: 'the offer is for other weather',
      flip: 'in the weather it is for',
    },
    'context-mismatch': {
      marketer: ({ name, known, value, ...wanted }, { number }) => {
        if (name === undefined) return 'not the right circumstances';
        return known === false
          ? `${name} unknown`
          : `${name} ${written(value, number)}, wanted${asked(wanted, number)}`;
      },
      customer: ({ known }) =>
        known === false ? 'the offer depends on something that was not known' : 'the offer is for another occasion',
      flip: ({ name, known, value: _, ...wanted }, { number }) => {
        if (name === undefined) return 'in the circumstances it is for';
        return known === false ? `had ${name} been known` : `with ${name}${asked(wanted, number)}`;
      },
    },
    'not-triggered': {
      marketer: 'trigger not reached',
      customer: 'the moment for the offer had not come',
      flip: ({ stayedMinutes, dwellMinutes }, { duration }) =>
        dwellMinutes === undefined
          ? 'once its trigger came'
          : `after a stay ${duration(Number(dwellMinutes) - Number(stayedMinutes))} longer`,
    },
    'not-in-audience': {
      marketer: 'not in the audience',
      customer: 'the offers there were meant for others',
      flip: (
        { profilingConsent, ceiling, interests, visit, atLeast, atMost, attribute, stated, condition, bound },
        { number },
      ) => {
        if (profilingConsent === false) return 'with consent to profiling';
        if (ceiling !== undefined) return 'had more than the context been allowed to count';
        if (attribute !== undefined) {
          if (stated !== true) return `with ${attribute} known`;
          if (condition === 'atLeast') return `with ${attribute} of at least ${number(bound)}`;
          return condition === 'atMost' ? `with ${attribute} of at most ${number(bound)}` : `with another ${attribute}`;
        }
        if (interests !== undefined) return `with a declared interest in ${interests}`;
        if (visit === undefined) return 'to somebody in its audience';
        if (atLeast !== undefined) return `on visit ${atLeast} instead of ${visit}`;
        return atMost === undefined ? 'to somebody in its audience' : `up to visit ${atMost}, it was ${visit}`;
      },
    },
    'muted-category': {
      marketer: ({ category }) => (category === undefined ? 'category muted' : `${category} muted`),
      customer: ({ category }) => `you have muted ${category ?? 'this kind of offer'}`,
      flip: ({ category }) => `had ${category ?? 'its category'} not been muted`,
    },
    'muted-store': {
      marketer: 'store muted',
      customer: 'you have muted the place',
      flip: 'had the place not been muted',
    },
    'too-personal': {
      marketer: ({ reveals, ceiling }) =>
        reveals === undefined || ceiling === undefined
          ? 'would reveal more than is allowed'
          : `would reveal ${reveals}, allowed is ${ceiling}`,
      customer: 'the message would have let more of you show than you allow',
      flip: 'with a text that reveals less',
    },
    'already-redeemed': {
      marketer: 'already redeemed',
      customer: 'you have used the offer already',
      flip: 'had it not been redeemed before',
    },
    cooldown: {
      marketer: ({ minutesSince, cooldownMinutes }, { duration }) =>
        cooldownMinutes === undefined
          ? 'offered on this visit already'
          : `cooling down ${duration(minutesSince)} of ${duration(cooldownMinutes)}`,
      customer: 'you had had an offer there a short while before',
      flip: ({ minutesSince, cooldownMinutes }, { duration }) =>
        cooldownMinutes === undefined
          ? 'on the next visit'
          : `${duration(Number(cooldownMinutes) - Number(minutesSince))} later`,
    },
    capped: {
      marketer: ({ sends, limit, windowMinutes, per }, { number, duration }) => {
        const within = windowMinutes === undefined ? '' : ` in ${duration(windowMinutes)}`;
        return limit === undefined
          ? 'capped'
          : `capped ${number(sends)}/${number(limit)}${within}${scopes[String(per)] ?? ''}`;
      },
      customer: ({ windowMinutes }, { duration }) =>
        `you have had as many messages as we send${windowMinutes === undefined ? '' : ` within ${duration(windowMinutes)}`}`,
      flip: ({ sends, limit, windowMinutes }, { duration }) => {
        const less = typeof sends === 'number' && typeof limit === 'number' ? sends - limit + 1 : 1;
        const within = windowMinutes === undefined ? '' : ` within ${duration(windowMinutes)}`;
        return `with ${less === 1 ? 'one send' : `${less} sends`} less${within}`;
      },
    },
    pending: {
      marketer: 'another delivery under way',
      customer: 'another message was on its way to you',
      flip: 'had no other delivery been under way',
    },
    'quiet-hours': {
      marketer: ({ from, until, outside }) => {
        if (outside !== undefined) return 'outside the hours the customer prefers';
        return from === undefined || until === undefined ? 'quiet hours' : `quiet hours ${from}–${until}`;
      },
      customer: ({ outside }) =>
        outside === undefined ? 'it was a time when we leave people alone' : 'you prefer offers at other times',
      flip: ({ until, outside }) => {
        if (outside !== undefined) return 'at an hour that is preferred';
        return until === undefined ? 'after the quiet hours' : `from ${until}, after the quiet hours`;
      },
    },
    'no-push-consent': {
      marketer: 'no consent to push',
      customer: 'you have not agreed to messages',
      flip: 'with consent to push',
    },
    'no-device': {
      marketer: 'no registered device',
      customer: 'your phone is not registered for messages',
      flip: 'had the phone been registered',
    },
    'budget-spent': {
      marketer: 'budget spent',
      customer: 'there were none left',
      flip: 'with one more unit of budget',
    },
    'below-propensity': {
      marketer: ({ propensity, minimumPropensity, quantile, sendShare, expectedValue, cost }, { number }) => {
        if (minimumPropensity !== undefined)
          return `below propensity ${number(propensity)} < ${number(minimumPropensity)}`;
        if (quantile !== undefined)
          return `not among the best ${number(100 * Number(sendShare))} % of moments, propensity ${number(propensity)} < ${number(quantile)}`;
        return cost === undefined
          ? 'below propensity'
          : `worth less than it costs ${number(expectedValue)} < ${number(cost)}`;
      },
      customer: 'none of the offers there seemed relevant enough to disturb you',
      flip: ({ propensity, minimumPropensity, quantile = minimumPropensity, expectedValue, cost }, { number }) => {
        if (quantile !== undefined) return `with ${number(Number(quantile) - Number(propensity))} more propensity`;
        return cost === undefined
          ? 'with more propensity'
          : `had it cost ${number(Number(cost) - Number(expectedValue))} less`;
      },
    },
    outranked: {
      marketer: ({ score, best }, { number }) =>
        best === undefined ? 'outranked' : `outranked ${number(score)} ≤ ${number(best)}`,
      customer: 'another offer suited better',
      flip: 'with the highest score',
    },
  },
  unknownReason: (reason) => ({
    marketer: reason,
    customer: 'the offers there did not fit',
    flip: `if not for: ${reason}`,
  }),
};
