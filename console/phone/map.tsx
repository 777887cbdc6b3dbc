// The map: the places the phone was told to watch, the circle within which it may stay silent, and the phone itself, to be dragged.
import { useRef, useState } from 'preact/hooks';
import { useWords } from '../shell/language.ts';
import { moved, offsetFrom, type Walk } from './walk.ts';
import { phoneWords } from './words.ts';

/** Of the drawing, in its own units. */
const width = 360;
const height = 300;
const metresPerUnit = [0.5, 1, 2, 4, 8, 16];
/** Past this share of the way to the edge the map follows. */
const followAt = 0.6;
const steps: Record<string, [east: number, north: number]> = {
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

interface PhoneMapProps {
  walk: Walk;
  onMove: (place: [number, number]) => void;
}

export function PhoneMap({ walk, onMove }: PhoneMapProps) {
  const words = useWords(phoneWords);
  const [middle, setMiddle] = useState(walk.place);
  const [zoom, setZoom] = useState(2);
  const [isDragged, setDragged] = useState(false);
  const drawing = useRef<SVGSVGElement>(null);
  const scale = metresPerUnit[zoom]!;
  const at = (place: readonly [number, number]): [x: number, y: number] => {
    const [east, north] = offsetFrom(middle, place);
    return [east / scale, -north / scale];
  };
  const [x, y] = at(walk.place);
  const isOut = Math.abs(x) > (followAt * width) / 2 || Math.abs(y) > (followAt * height) / 2;
  if (isOut && !isDragged) setMiddle(walk.place);

  const dragTo = (event: PointerEvent) => {
    const box = drawing.current!.getBoundingClientRect();
    const unit = box.width / width;
    const right = (event.clientX - box.left) / unit - width / 2;
    const down = (event.clientY - box.top) / unit - height / 2;
    onMove(moved(middle, right * scale, -down * scale));
  };
  const step = (event: KeyboardEvent) => {
    const direction = steps[event.key];
    if (!direction) return;
    event.preventDefault();
    const metres = event.shiftKey ? 50 : 10;
    onMove(moved(walk.place, direction[0] * metres, direction[1] * metres));
  };
  const bar = metresOfBar(scale);
  return (
    <figure class="map" data-places={walk.regions.length}>
      {/* An application: arrow keys move the phone, and a screen reader has to let them through. */}
      <svg
        ref={drawing}
        viewBox={`${-width / 2} ${-height / 2} ${width} ${height}`}
        role="application"
        aria-label={words.map}
        aria-describedby="map-hint"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys move the phone
        tabIndex={0}
        onKeyDown={step}
        onPointerDown={(event) => {
          drawing.current!.setPointerCapture(event.pointerId);
          setDragged(true);
          dragTo(event);
        }}
        onPointerMove={(event) => isDragged && dragTo(event)}
        onPointerUp={() => setDragged(false)}
        onPointerCancel={() => setDragged(false)}
      >
        <Grid metresPerUnit={scale} offset={offsetFrom(walk.place, middle)} />
        {walk.regions.map(({ id, center, radiusMetres }) => {
          const [left, top] = at(center);
          const radius = radiusMetres / scale;
          if (Math.abs(left) > width / 2 + radius || Math.abs(top) > height / 2 + radius) return null;
          return (
            <g key={id} class="place" data-id={id}>
              <circle cx={left} cy={top} r={radius} />
              {radius > 18 && (
                <text x={left} y={top - radius / 2}>
                  {id}
                </text>
              )}
            </g>
          );
        })}
        {walk.silence && <Silence silence={walk.silence} at={at} scale={scale} />}
        <circle class="halo" cx={x} cy={y} r={Math.max(12, 8 / scale)} />
        <circle class="here" cx={x} cy={y} r={7} />
        <path class="scale" d={`M${-width / 2 + 12} ${height / 2 - 12}v4h${bar / scale}v-4`} />
        <text class="scale-text" x={-width / 2 + 18} y={height / 2 - 14}>
          {words.metres(String(bar))}
        </text>
      </svg>
      <div class="zoom">
        <button type="button" class="square" disabled={zoom === 0} onClick={() => setZoom(zoom - 1)}>
          <span aria-hidden="true">+</span>
          <span class="visually-hidden">{words.zoomIn}</span>
        </button>
        <button
          type="button"
          class="square"
          disabled={zoom === metresPerUnit.length - 1}
          onClick={() => setZoom(zoom + 1)}
        >
          <span aria-hidden="true">−</span>
          <span class="visually-hidden">{words.zoomOut}</span>
        </button>
      </div>
      <figcaption id="map-hint" class="hint">
        {words.mapHint}
      </figcaption>
    </figure>
  );
}

interface SilenceProps {
  silence: NonNullable<Walk['silence']>;
  at: (place: readonly [number, number]) => [number, number];
  scale: number;
}

function Silence({ silence, at, scale }: SilenceProps) {
  const [x, y] = at(silence.center);
  return <circle class="silence" cx={x} cy={y} r={Math.min(silence.radiusMetres / scale, 4 * width)} />;
}

/** Lines that stand still on the ground, so that one sees the phone move where there is nothing else. */
function Grid({ metresPerUnit, offset: [east, north] }: { metresPerUnit: number; offset: [number, number] }) {
  const gap = metresOfBar(metresPerUnit) / metresPerUnit;
  const shift = (metres: number) => -(((metres / metresPerUnit) % gap) + gap) % gap;
  const lines: string[] = [];
  for (let x = -width / 2 + shift(east); x <= width / 2; x += gap) lines.push(`M${x} ${-height / 2}v${height}`);
  for (let y = -height / 2 - shift(north) - gap; y <= height / 2; y += gap) lines.push(`M${-width / 2} ${y}h${width}`);
  return <path class="grid" d={lines.join('')} />;
}

/** A round number of metres, some 60 units long. */
function metresOfBar(scale: number): number {
  const wanted = 60 * scale;
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * ([5, 2, 1].find((digit) => digit * power <= wanted) ?? 1);
}
