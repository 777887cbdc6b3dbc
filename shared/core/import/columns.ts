// Columns: which column of somebody else's store list is which, by its header, in the spellings and languages that occur.

import { UnreadableList } from './row.ts';

/** What is understood of a row. `point` is both coordinates in one column. */
export const fields = ['id', 'name', 'lat', 'lng', 'point', 'timeZone', 'city', 'country', 'radius', 'tags'] as const;
export type Field = (typeof fields)[number];
export type Columns = Partial<Record<Field, number>>;

/** Headers as they are after `compact`, the more specific first: where two columns qualify, the earlier word wins. */
const spellings: Record<Field, string> = {
  id: `storeid storenumber storeno storenr storecode shopid shopnumber shopno shopcode branchid branchcode outletid siteid
    locationid locationcode poiid butikid butiknr butiksnr butiksid butiknummer butiksnummer butikkid butikknr filialid
    filialnr filialnummer marktnr marktid marktnummer idmagasin codemagasin numeromagasin idtienda codigotienda
    idnegozio codicenegozio winkelnr winkelnummer winkelid myymalaid id externalid ref reference code nummer number nr no`,
  name: `storename shopname branchname outletname sitename locationname name butiknavn butiksnavn butikknavn butiksnamn
    butik navn namn filialname filiale marktname bezeichnung nommagasin nom nombretienda nombre nomenegozio nome
    winkelnaam naam myymala nimi nazwa title titel store shop displayname`,
  lat: `latitude lat breddegrad bredde breddgrad geografiskbredde breite breitengrad latitud latitudine leveysaste
    szerokosc szerokoscgeograficzna широта 纬度 緯度 위도 ycoordinate ycoord coordy y`,
  lng: `longitude lng lon long laengdegrad laengde lengdegrad longitud laengdgrad laenge laengengrad longitudine
    pituusaste dlugosc dlugoscgeograficzna долгота 经度 経度 경도 xcoordinate xcoord coordx x`,
  point: `latlng latlon latlong latitudelongitude lnglat lonlat longitudelatitude coordinates coordinate koordinater
    koordinaten koordinat coordonnees coordenadas coordinate gps gpscoordinates geopoint geo point position location
    wkt geometry geom thegeom`,
  timeZone:
    'timezone timezonename timezoneid tz tzid tzname tidszone tidzone tidssone zeitzone fuseauhoraire zonahoraria fusoorario tijdzone',
  city: 'city town by stad stadt ort ville ciudad citta plaats kommune municipality poststed postort locality addresscity',
  country: 'country countrycode land landekode landskode laenderkode pays pais paese countryiso iso2 addresscountry',
  radius: 'radius radiusm radiusmetres radiusmeters radiusinm radiusmeter geofenceradius raggio rayon radio',
  tags: 'tags tag labels label type storetype shoptype butikstype format storeformat concept category kategori kategorie',
};

/** Words that make a column the store's: "Shop ID (SAP)" is an id, "Manager name" is no name of a store. */
const storeWords = new Set(
  'store shop branch outlet site location butik butikk filial markt magasin tienda'.split(' '),
);
const otherWords = new Set(
  'manager owner contact phone fax mail email postal post zip street address city country region district tax vat type'.split(
    ' ',
  ),
);

const spellingsOf = new Map(fields.map((field) => [field, spellings[field].split(/\s+/)]));

/**
 * Finds the columns by their headers. First whole headers are compared, then words within them ("Geo Latitude (WGS84)").
 * A combined column is used only where the two single ones are not there.
 */
export function findColumns(headers: string[]): Columns {
  const names = headers.map(compact);
  const words = headers.map(wordsOf);
  const columns: Columns = {};
  const taken = new Set<number>();
  const take = (field: Field, index: number) => {
    if (index < 0 || columns[field] !== undefined) return;
    columns[field] = index;
    taken.add(index);
  };
  const free = (test: (index: number) => boolean) => headers.findIndex((_, index) => !taken.has(index) && test(index));

  for (const field of fields) {
    for (const spelling of spellingsOf.get(field)!)
      take(
        field,
        free((index) => names[index] === spelling),
      );
  }
  for (const field of ['lat', 'lng', 'radius'] as const) {
    // Single letters and short words within a longer header mean other things ("X-ray unit", "long name").
    const telling = spellingsOf.get(field)!.filter((spelling) => spelling.length > 2 && spelling !== 'long');
    take(
      field,
      free((index) => words[index]!.some((word) => telling.includes(word))),
    );
  }
  const isStores = (index: number, what: string[]) =>
    words[index]!.some((word) => storeWords.has(word)) &&
    words[index]!.some((word) => what.includes(word)) &&
    !words[index]!.some((word) => otherWords.has(word));
  take(
    'id',
    free((index) => isStores(index, ['id', 'nr', 'no', 'code', 'number'])),
  );
  take(
    'name',
    free((index) => isStores(index, ['name', 'navn', 'namn', 'nom'])),
  );
  if (columns.lat !== undefined && columns.lng !== undefined) delete columns.point;
  return columns;
}

/** Whether a row could be placed on a map with these columns. */
export function canLocate(columns: Columns): boolean {
  return columns.point !== undefined || (columns.lat !== undefined && columns.lng !== undefined);
}

/** Applies `--column lat=Breite`, by header or by number from 1. Throws UnreadableList, which lists the headers there are. */
export function nameColumns(columns: Columns, headers: string[], overrides: ReadonlyMap<Field, string>): Columns {
  const named = { ...columns };
  for (const [field, wanted] of overrides) {
    let index = headers.findIndex((header) => compact(header) === compact(wanted) && compact(wanted) !== '');
    if (index < 0 && /^\d+$/.test(wanted) && Number(wanted) <= headers.length) index = Number(wanted) - 1;
    if (index < 0) {
      const message = `--column ${field}=${wanted}: there is no such column. ${listHeaders(headers)}`;
      throw new UnreadableList(message, { headers });
    }
    named[field] = index;
    if (field === 'point') {
      delete named.lat;
      delete named.lng;
    }
  }
  return named;
}

/** What to tell somebody whose header was not understood. */
export function listHeaders(headers: string[]): string {
  const listed = headers.map((header, index) => `${index + 1} "${header.trim()}"`).join(', ');
  return `The columns are: ${listed}.`;
}

/** Whether a combined column has the longitude first, by its own header. */
export function isLongitudeFirst(header: string): boolean {
  return /^(lng|lon|x)/.test(compact(header));
}

/** A header as it is compared: lower case, plain letters, no spaces and signs. "Længdegrad (°)" becomes "laengdegrad". */
function compact(header: string): string {
  return plainLetters(header).replace(/[^\p{L}\p{N}]/gu, '');
}

function wordsOf(header: string): string[] {
  return plainLetters(header.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')).split(/[^\p{L}\p{N}]+/u);
}

/** Lower case, without accents; letters that have none of their own in ASCII are spelt out. */
export function plainLetters(text: string): string {
  return text
    .toLowerCase()
    .replace(/æ|ä/g, 'ae')
    .replace(/å/g, 'aa')
    .replace(/ø|ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/ß/g, 'ss')
    .replace(/ł/g, 'l')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '');
}
