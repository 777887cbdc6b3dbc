// Sends a day as bars, and as a line what they are compared with. Drawn by hand: two series need no library of charts.
interface Day {
  day: string;
  sends: number;
  liveSends?: number;
}

const width = 640;
const height = 140;
const top = 6;

export function DayChart({
  days,
  names,
  locale,
}: {
  days: readonly Day[];
  names: [bars: string, line: string];
  locale: string;
}) {
  const number = new Intl.NumberFormat(locale);
  const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const most = Math.max(1, ...days.flatMap(({ sends, liveSends = 0 }) => [sends, liveSends]));
  const step = width / days.length;
  const y = (count: number) => top + (height - top) * (1 - count / most);
  const hasLine = days.some(({ liveSends }) => liveSends !== undefined);
  const total = (name: 'sends' | 'liveSends') => days.reduce((sum, day) => sum + (day[name] ?? 0), 0);
  const line = days.map(({ liveSends = 0 }, n) => `${(n + 0.5) * step},${y(liveSends)}`).join(' ');
  const [first, last] = [days[0]!, days.at(-1)!];
  return (
    <figure class="day-chart">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${names[0]}: ${number.format(total('sends'))}${hasLine ? `, ${names[1]}: ${number.format(total('liveSends'))}` : ''}`}
      >
        {days.map(({ day, sends }, n) => (
          <rect key={day} x={n * step + step * 0.15} width={step * 0.7} y={y(sends)} height={height - y(sends)} />
        ))}
        {hasLine && <polyline points={line} />}
      </svg>
      <figcaption class="row small quiet">
        <span>{date.format(new Date(first.day))}</span>
        <span class="grow legend">
          <span class="key bar-key">{names[0]}</span>
          {hasLine && <span class="key line-key">{names[1]}</span>}
          <span>max {number.format(most)}</span>
        </span>
        <span>{date.format(new Date(last.day))}</span>
      </figcaption>
    </figure>
  );
}
