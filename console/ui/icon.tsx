// The few signs there are, drawn as lines in the colour of the text. They say nothing by themselves: a word stands beside each.
const paths = {
  map: 'M9 4 3 6v14l6-2 6 2 6-2V4l-6 2-6-2Zm0 0v14m6-12v14',
  offers: 'M4 5h16v10H9l-5 4V5Zm4 4h8M8 12h5',
  segments:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 9c0-3.3 2.7-6 6-6s6 2.7 6 6M16 4.5a3.5 3.5 0 0 1 0 6.5m1.5 3.4c2.1.8 3.5 3 3.5 5.6',
  live: 'M3 12h4l3-7 4 14 3-7h4',
  results: 'M4 20V10m5 10V4m5 16v-7m5 7V8',
  why: 'M9.5 9a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .9-1 1.7m0 3.5v.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z',
  plus: 'M12 5v14M5 12h14',
  close: 'm6 6 12 12M18 6 6 18',
  search: 'm20 20-4.5-4.5M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Z',
  upload: 'M12 15V4m0 0L8 8m4-4 4 4M4 15v5h16v-5',
  download: 'M12 4v11m0 0 4-4m-4 4-4-4M4 18v2h16v-2',
  circle: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16Zm0-8h.01',
  polygon: 'M5 8 14 4l6 9-7 7-8-4V8Z',
  back: 'M15 5l-7 7 7 7',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
