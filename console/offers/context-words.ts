// What the form says of conditions on a team's own systems.
import type { InBoth } from '../shell/language.ts';

const en = {
  hint: 'All of them must hold. Where nothing is known, or what was told is out of date, the offer stays silent.',
  name: 'What is told',
  nameHint: 'As your systems call it, for example stock.croissant',
  scope: 'Told of',
  scopes: { geofence: 'the place itself', tag: 'places with a tag', everywhere: 'everywhere' },
  tag: 'Tag',
  comparison: 'Comparison',
  comparisons: {
    atLeast: 'is at least',
    atMost: 'is at most',
    between: 'is between',
    number: 'is the number',
    text: 'is the text',
    true: 'is true',
    false: 'is false',
  },
  value: 'Value',
  from: 'From',
  until: 'To',
  add: 'Add a condition',
  remove: (name: string) => `Remove ${name || 'this condition'}`,
};

const da: typeof en = {
  hint: 'De skal alle passe. Hvor intet er kendt, eller det fortalte er forældet, tier tilbuddet.',
  name: 'Hvad der fortælles',
  nameHint: 'Som jeres systemer kalder det, for eksempel stock.croissant',
  scope: 'Fortalt om',
  scopes: { geofence: 'stedet selv', tag: 'steder med et tag', everywhere: 'overalt' },
  tag: 'Tag',
  comparison: 'Sammenligning',
  comparisons: {
    atLeast: 'er mindst',
    atMost: 'er højst',
    between: 'er mellem',
    number: 'er tallet',
    text: 'er teksten',
    true: 'er sand',
    false: 'er falsk',
  },
  value: 'Værdi',
  from: 'Fra',
  until: 'Til',
  add: 'Tilføj en betingelse',
  remove: (name) => `Fjern ${name || 'betingelsen'}`,
};

export const contextWords: InBoth<typeof en> = { en, da };
