// What the results say.
import type { InBoth } from '../shell/language.ts';

const en = {
  title: 'Results',
  lead: 'What the offers brought, against those who were held out',
  from: 'From',
  to: 'To',
  back: 'All results',
  none: 'Nothing has been sent in this period.',
  asOf: (time: string, age: string) => `As of ${time}, ${age}.`,
  tryingAgain: 'These are the last figures; it is tried again by itself.',
  offer: 'Offer',
  sent: 'Sent',
  opened: 'Opened',
  redeemed: 'Redeemed',
  difference: 'Difference',
  heldOut: 'Held out',
  heldOutRedeemed: 'of these redeemed',
  verdict: 'Did it help?',
  verdicts: { helped: 'It helped', hurt: 'It hurt', undecided: 'Undecided', 'too-few': 'Too few yet' },
  points: (number: string) => `${number} points`,
  sentences: {
    helped: (points: string, low: string, high: string) =>
      `It helped: of those who were sent it, ${points} percentage points more redeemed or bought than of those held out. The truth lies between ${low} and ${high} with 95 % certainty.`,
    hurt: (points: string, low: string, high: string) =>
      `It hurt: of those who were sent it, ${points} percentage points fewer redeemed or bought than of those held out. The truth lies between ${low} and ${high} with 95 % certainty.`,
    undecided: (points: string, low: string, high: string) =>
      `Nobody can tell yet: the difference is ${points} percentage points, and anything between ${low} and ${high} would be no surprise.`,
    'too-few': () => 'Nobody can tell yet: too few have been sent it or held out.',
  },
  needs: (count: string) => `About ${count} more customers are needed until it is clear.`,
  always: 'This stays right however often you look.',
  shares: (push: string, holdout: string) => `${push} of those sent it, ${holdout} of those held out`,
  ratioOk: (share: string) => `The arms are as large as planned (${share} held out).`,
  ratioBad: (share: string) =>
    `The arms are not as large as planned: ${share} should be held out. Something treats them differently, so don’t trust the difference. Ask your platform team.`,
  funnel: 'From moment to redemption',
  steps: {
    evaluated: 'Weighed',
    chosen: 'Chosen',
    reserved: 'Reserved',
    sent: 'Sent',
    measured: 'Customers measured',
    opened: 'of whom opened',
    redeemed: 'of whom redeemed or bought',
  } as Record<string, string>,
  ends: {
    heldOut: 'Held out',
    rejected: 'Rejected by the push service',
    unknown: 'Answer lost',
    cancelled: 'Cancelled',
    expired: 'Expired',
    dismissed: 'Dismissed',
  } as Record<string, string>,
  otherEnds: 'And the others',
  reasons: 'Why it was not chosen',
  noReasons: 'No reason was counted twenty times yet.',
  count: 'Count',
  by: { weather: 'By weather', hour: 'By hour', store: 'By store' },
  unknown: 'not known',
  keys: { weather: 'Weather', hour: 'Hour', store: 'Store' },
  withheld: '< 20',
  withheldHint:
    '< 20: counts are in steps of twenty; what is below, and what it could be worked out from, is shown to nobody.',
  download: 'Download CSV',
};

const da: typeof en = {
  title: 'Resultater',
  lead: 'Hvad tilbuddene bragte, målt mod dem, der blev holdt tilbage',
  from: 'Fra',
  to: 'Til',
  back: 'Alle resultater',
  none: 'Intet er sendt i perioden.',
  asOf: (time, age) => `Fra kl. ${time}, ${age}.`,
  tryingAgain: 'Det er de seneste tal; der prøves igen af sig selv.',
  offer: 'Tilbud',
  sent: 'Sendt',
  opened: 'Åbnet',
  redeemed: 'Indløst',
  difference: 'Forskel',
  heldOut: 'Holdt tilbage',
  heldOutRedeemed: 'heraf indløst',
  verdict: 'Hjalp det?',
  verdicts: { helped: 'Det hjalp', hurt: 'Det skadede', undecided: 'Uafgjort', 'too-few': 'For få endnu' },
  points: (number) => `${number} point`,
  sentences: {
    helped: (points, low, high) =>
      `Det hjalp: af dem, der fik det, indløste eller købte ${points} procentpoint flere end af dem, der blev holdt tilbage. Sandheden ligger mellem ${low} og ${high} med 95 % sikkerhed.`,
    hurt: (points, low, high) =>
      `Det skadede: af dem, der fik det, indløste eller købte ${points} procentpoint færre end af dem, der blev holdt tilbage. Sandheden ligger mellem ${low} og ${high} med 95 % sikkerhed.`,
    undecided: (points, low, high) =>
      `Ingen kan vide det endnu: forskellen er ${points} procentpoint, og alt mellem ${low} og ${high} ville ikke overraske.`,
    'too-few': () => 'Ingen kan vide det endnu: for få har fået det eller er holdt tilbage.',
  },
  needs: (count) => `Der skal omtrent ${count} kunder mere til, før det er klart.`,
  always: 'Det holder, uanset hvor tit du ser efter.',
  shares: (push, holdout) => `${push} af dem, der fik det, ${holdout} af dem, der blev holdt tilbage`,
  ratioOk: (share) => `Grupperne er så store som planlagt (${share} holdt tilbage).`,
  ratioBad: (share) =>
    `Grupperne er ikke så store som planlagt: ${share} skulle være holdt tilbage. Noget behandler dem forskelligt, så stol ikke på forskellen. Spørg jeres platformhold.`,
  funnel: 'Fra øjeblik til indløsning',
  steps: {
    evaluated: 'Vejet',
    chosen: 'Valgt',
    reserved: 'Reserveret',
    sent: 'Sendt',
    measured: 'Målte kunder',
    opened: 'heraf åbnede',
    redeemed: 'heraf indløste eller købte',
  },
  ends: {
    heldOut: 'Holdt tilbage',
    rejected: 'Afvist af push-tjenesten',
    unknown: 'Svar tabt',
    cancelled: 'Annulleret',
    expired: 'Udløbet',
    dismissed: 'Afvist af kunden',
  },
  otherEnds: 'Og de andre',
  reasons: 'Hvorfor det ikke blev valgt',
  noReasons: 'Ingen grund er talt tyve gange endnu.',
  count: 'Antal',
  by: { weather: 'Efter vejr', hour: 'Efter time', store: 'Efter butik' },
  unknown: 'ukendt',
  keys: { weather: 'Vejr', hour: 'Time', store: 'Butik' },
  withheld: '< 20',
  withheldHint:
    '< 20: der tælles i trin på tyve, og antal på færre end 20 personer vises ikke for nogen, og heller ikke det, de kunne regnes ud af.',
  download: 'Hent CSV',
};

export type ResultWords = typeof en;
export const resultWords: InBoth<ResultWords> = { en, da };
