// The stores of the demo: invented shops at real places of Copenhagen. Each lies at a corner of the streets.
import type { Position } from './plane.ts';
import type { Corner } from './streets.ts';

export const categories = [
  'coffee',
  'bakery',
  'books',
  'fashion',
  'sport',
  'groceries',
  'ice-cream',
  'flowers',
  'food',
  'culture',
] as const;
export type Category = (typeof categories)[number];

export type Shape =
  | { type: 'Circle'; center: Position; radiusMetres: number }
  | { type: 'Polygon'; coordinates: Position[][] }
  | { type: 'MultiPolygon'; coordinates: Position[][][] };

export interface Place {
  id: string;
  name: string;
  /** What the live line calls it: "Freja at Torvehallerne". */
  place: string;
  kind: 'store' | 'area' | 'exclusion';
  shape: Shape;
  /** The category of a store; what is sold nowhere has none. */
  category?: Category;
  quarter: string;
  /** Where the streets meet it. */
  corner: Corner;
}

/** Name, category, place, corner, [lng, lat], radius in metres. */
type Circle = [name: string, category: Category, place: string, corner: Corner, center: Position, radiusMetres: number];

const circles: Record<string, Circle[]> = {
  'indre by': [
    ['Kaffe Lygten', 'coffee', 'Torvehallerne', 'torvehallerne', [12.5697, 55.6838], 110],
    ['Bogstakken', 'books', 'Nørreport', 'nørreport', [12.5718, 55.6832], 100],
    ['Kuglerne', 'ice-cream', 'Kultorvet', 'kultorvet', [12.5738, 55.6824], 100],
    ['Stjernekig Bøger', 'books', 'Rundetårn', 'rundetårn', [12.5758, 55.6813], 100],
    ['Suppeøsen', 'food', 'Gråbrødretorv', 'gråbrødretorv', [12.5757, 55.6795], 100],
    ['Uld & Vind', 'fashion', 'Gammeltorv', 'gammeltorv', [12.5721, 55.6781], 120],
    ['Storkens Kaffe', 'coffee', 'Amagertorv', 'amagertorv', [12.5793, 55.6787], 110],
    ['Bispens Buketter', 'flowers', 'Højbro Plads', 'højbro-plads', [12.58, 55.6778], 100],
    ['Nordenvind', 'fashion', 'Østergade', 'østergade', [12.5826, 55.6797], 100],
    ['Krinsens Boghandel', 'books', 'Kongens Nytorv', 'kongens-nytorv', [12.5857, 55.6804], 130],
    ['Vaffelskipperen', 'ice-cream', 'Nyhavn', 'nyhavn', [12.589, 55.68], 110],
    ['Lindetræets Kaffe', 'coffee', 'Sankt Annæ Plads', 'sankt-annæ-plads', [12.5896, 55.6817], 100],
    ['Marmor & Mælkebøtte', 'flowers', 'Marmorkirken', 'marmorkirken', [12.5891, 55.685], 120],
    ['Teltets Tulipaner', 'flowers', 'Jarmers Plads', 'jarmers-plads', [12.5649, 55.6786], 110],
  ],
  vesterbro: [
    ['Perron Tretten', 'coffee', 'Hovedbanegården', 'hovedbanegården', [12.564, 55.6727], 150],
    ['Vesterlys Bøger', 'books', 'Vesterbros Torv', 'vesterbros-torv', [12.5562, 55.672], 120],
    ['Pæonen', 'flowers', 'Værnedamsvej', 'værnedamsvej', [12.5519, 55.6732], 120],
    ['Halm & Hjul', 'sport', 'Halmtorvet', 'halmtorvet', [12.5605, 55.67], 110],
    ['Sporvejsbageriet', 'bakery', 'Enghave Plads', 'enghave-plads', [12.5464, 55.6672], 140],
    ['Boulevardens Brød', 'bakery', 'Sønder Boulevard', 'sønder-boulevard', [12.5553, 55.6671], 120],
  ],
  frederiksberg: [
    ['Allé Kaffe', 'coffee', 'Frederiksberg Allé', 'frederiksberg-allé', [12.5407, 55.6735], 140],
    ['Kongevejens Kringle', 'bakery', 'Gammel Kongevej', 'gammel-kongevej', [12.5462, 55.6757], 130],
    ['Falkens Sportshus', 'sport', 'Frederiksberg Centret', 'frederiksberg', [12.532, 55.6813], 160],
    ['Æselører', 'books', 'Aksel Møllers Have', 'aksel-møllers-have', [12.5329, 55.686], 130],
  ],
  nørrebro: [
    ['Hans og Kaffen', 'coffee', 'Sankt Hans Torv', 'sankt-hans-torv', [12.5612, 55.6893], 110],
    ['Elmelund', 'fashion', 'Elmegade', 'elmegade', [12.5588, 55.6886], 100],
    ['Plads til Gryden', 'food', 'Blågårds Plads', 'blågårds-plads', [12.5566, 55.6865], 120],
    ['Guldkorn', 'bakery', 'Guldbergsgade', 'guldbergsgade', [12.5563, 55.6923], 120],
    ['Pedalen', 'sport', 'Nørrebros Runddel', 'nørrebros-runddel', [12.549, 55.6937], 140],
    ['Jæger & Jord', 'coffee', 'Jægersborggade', 'jagtvej-jægersborggade', [12.545, 55.6914], 120],
    ['Kastanjens Is', 'ice-cream', 'Jægersborggade', 'jægersborggade', [12.5425, 55.6936], 110],
    ['Nuuks Nabo', 'groceries', 'Nuuks Plads', 'nuuks-plads', [12.5426, 55.6886], 140],
  ],
  østerbro: [
    ['Søløberne', 'sport', 'Lille Triangel', 'lille-triangel', [12.5801, 55.6963], 130],
    ['Tre Kringler', 'bakery', 'Nordre Frihavnsgade', 'nordre-frihavnsgade', [12.5806, 55.7012], 130],
    ['Bopas Bønner', 'coffee', 'Bopa Plads', 'bopa-plads', [12.5811, 55.7052], 120],
    ['Østerbro Grønt', 'groceries', 'Poul Henningsens Plads', 'poul-henningsens-plads', [12.5766, 55.7093], 150],
  ],
  christianshavn: [
    ['Kanalkringlen', 'bakery', 'Christianshavns Torv', 'christianshavns-torv', [12.5911, 55.6722], 130],
    ['Det Tørre Tømmer', 'fashion', 'Strandgade', 'strandgade', [12.593, 55.676], 120],
  ],
  amager: [
    ['Bryggens Bønne', 'coffee', 'Islands Brygge', 'islands-brygge', [12.5763, 55.6666], 150],
    ['Amagerlandets Urter', 'groceries', 'Amagerbro', 'amagerbro', [12.6028, 55.6634], 160],
  ],
};

const squaresAndCentres: Place[] = [
  {
    ...named('Grønt & Gry', 'Israels Plads', 'indre by', 'israels-plads', 'groceries'),
    shape: {
      type: 'Polygon',
      coordinates: [ring([12.5671, 55.6826], [12.5686, 55.6816], [12.5702, 55.6831], [12.5687, 55.6841])],
    },
  },
  {
    ...named('Klokken Tolv', 'Rådhuspladsen', 'indre by', 'rådhuspladsen', 'food'),
    shape: {
      type: 'Polygon',
      coordinates: [ring([12.5668, 55.6763], [12.5692, 55.6752], [12.5705, 55.6763], [12.568, 55.6774])],
    },
  },
  {
    ...named('Krog & Kål', 'Kødbyen', 'vesterbro', 'kødbyen', 'food'),
    shape: {
      type: 'Polygon',
      coordinates: [ring([12.5581, 55.6682], [12.5603, 55.6671], [12.562, 55.6686], [12.5598, 55.6697])],
    },
  },
  {
    // A shopping centre round an open court: the hole is not the shop.
    ...named('Havneholmens Garderobe', 'Fisketorvet', 'vesterbro', 'fisketorvet', 'fashion'),
    shape: {
      type: 'Polygon',
      coordinates: [
        ring([12.5588, 55.6634], [12.561, 55.665], [12.5644, 55.6629], [12.5622, 55.6613]),
        ring([12.5618, 55.6626], [12.5623, 55.6631], [12.5628, 55.6628], [12.5623, 55.6623]),
      ],
    },
  },
  {
    // Two wings on either side of a street.
    ...named('Ørestad Frisk', "Field's", 'ørestad', 'fields', 'groceries'),
    shape: {
      type: 'MultiPolygon',
      coordinates: [
        [ring([12.5748, 55.6296], [12.5768, 55.629], [12.5776, 55.6306], [12.5756, 55.6312])],
        [ring([12.5769, 55.629], [12.579, 55.6284], [12.5798, 55.63], [12.5777, 55.6306])],
      ],
    },
  },
];

const areasAndExclusions: Place[] = [
  {
    ...named('Ved Tivoli', 'Tivoli', 'indre by', 'tivoli', 'culture'),
    kind: 'area',
    shape: {
      type: 'Polygon',
      coordinates: [
        ring([12.5646, 55.6742], [12.566, 55.6753], [12.5699, 55.6741], [12.5706, 55.6722], [12.5669, 55.6725]),
      ],
    },
  },
  {
    ...named('Kongens Have', 'Kongens Have', 'indre by', 'gothersgade', 'culture'),
    kind: 'area',
    shape: {
      type: 'Polygon',
      coordinates: [ring([12.5752, 55.685], [12.5801, 55.6826], [12.583, 55.6846], [12.5785, 55.687])],
    },
  },
  {
    ...named('Langs kajen', 'Havnegade', 'indre by', 'havnegade', 'culture'),
    kind: 'area',
    shape: { type: 'Circle', center: [12.5914, 55.6791], radiusMetres: 120 },
  },
  {
    // Whoever is in or near a hospital is left alone; the server adds a margin of 610 m of its own.
    ...named('Rigshospitalet', 'Rigshospitalet', 'østerbro', 'rigshospitalet'),
    kind: 'exclusion',
    shape: {
      type: 'Polygon',
      coordinates: [ring([12.5648, 55.6968], [12.5668, 55.6957], [12.5682, 55.6966], [12.5662, 55.6979])],
    },
  },
];

export const places: Place[] = [
  ...Object.entries(circles).flatMap(([quarter, stores]) =>
    stores.map(
      ([name, category, place, corner, center, radiusMetres]): Place => ({
        ...named(name, place, quarter, corner, category),
        shape: { type: 'Circle', center, radiusMetres },
      }),
    ),
  ),
  ...squaresAndCentres,
  ...areasAndExclusions,
];

function named(
  name: string,
  place: string,
  quarter: string,
  corner: Corner,
  category?: Category,
): Omit<Place, 'shape'> {
  return { id: idFrom(name), name, place, kind: 'store', quarter, corner, ...(category && { category }) };
}

/** Ids hold ASCII only: "Pæonen" becomes `paeonen`. */
function idFrom(name: string): string {
  const ascii = name.toLowerCase().replaceAll('æ', 'ae').replaceAll('ø', 'oe').replaceAll('å', 'aa');
  return ascii.normalize('NFD').replace(/[^a-z0-9]+/g, '-');
}

function ring(...vertices: Position[]): Position[] {
  return [...vertices, vertices[0]!];
}
