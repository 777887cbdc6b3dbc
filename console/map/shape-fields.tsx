// A shape by its numbers: everything the map does with a mouse, without one.
import { useState } from 'preact/hooks';
import { useWords } from '../shell/language.ts';
import { Field } from '../ui/field.tsx';
import type { Shape } from './geofence.ts';
import { mapWords } from './words.ts';

interface ShapeFieldsProps {
  shape: Shape;
  fault: (field: string) => string | undefined;
  onChange: (shape: Shape) => void;
}

export function ShapeFields({ shape, fault, onChange }: ShapeFieldsProps) {
  const words = useWords(mapWords);
  if (shape.type === 'Polygon' && shape.coordinates.length === 1)
    return <Corners ring={shape.coordinates[0]!} fault={fault('shape')} onChange={onChange} />;
  if (shape.type !== 'Circle') return <p class="quiet small">{words.fixedShape}</p>;
  const { center, radiusMetres } = shape;
  const number = (value: string) => (value.trim() === '' ? Number.NaN : Number(value.replace(',', '.')));
  const set = (change: Partial<typeof shape>) => onChange({ ...shape, ...change });
  return (
    <>
      <div class="pair">
        <Field label={words.longitude} fault={fault('shape.center[0]')}>
          {(control) => (
            <input
              {...control}
              type="number"
              step="any"
              min={-180}
              max={180}
              value={center[0]}
              onInput={(event) => set({ center: [number(event.currentTarget.value), center[1]!] })}
            />
          )}
        </Field>
        <Field label={words.latitude} fault={fault('shape.center[1]')}>
          {(control) => (
            <input
              {...control}
              type="number"
              step="any"
              min={-90}
              max={90}
              value={center[1]}
              onInput={(event) => set({ center: [center[0]!, number(event.currentTarget.value)] })}
            />
          )}
        </Field>
      </div>
      <Field label={words.radius} fault={fault('shape.radiusMetres')}>
        {(control) => (
          <div class="radius">
            <input
              type="range"
              aria-label={words.radius}
              min={50}
              max={1000}
              step={10}
              value={Math.min(1000, radiusMetres)}
              onInput={(event) => set({ radiusMetres: event.currentTarget.valueAsNumber })}
            />
            <input
              {...control}
              type="number"
              min={1}
              max={100_000}
              value={radiusMetres}
              onInput={(event) => set({ radiusMetres: number(event.currentTarget.value) })}
            />
          </div>
        )}
      </Field>
    </>
  );
}

/** What is typed may be half a number: it becomes the shape once every line is a place. */
function Corners({ ring, fault, onChange }: { ring: number[][]; fault?: string; onChange: (shape: Shape) => void }) {
  const words = useWords(mapWords);
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const isBad = typed !== undefined && parse(typed) === undefined;
  const text = ring
    .slice(0, -1)
    .map((corner) => corner.map((degrees) => Math.round(degrees * 1e6) / 1e6).join(', '))
    .join('\n');
  return (
    <Field label={words.corners} hint={words.cornersHint} fault={isBad ? words.badCorners : fault}>
      {(control) => (
        <textarea
          {...control}
          rows={6}
          spellcheck={false}
          value={typed ?? text}
          onBlur={() => !isBad && setTyped(undefined)}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            const coordinates = parse(event.currentTarget.value);
            if (coordinates) onChange({ type: 'Polygon', coordinates: [coordinates] });
          }}
        />
      )}
    </Field>
  );
}

function parse(text: string): number[][] | undefined {
  const corners = text
    .trim()
    .split('\n')
    .map((line) =>
      line
        .split(/[,;\s]+/)
        .filter(Boolean)
        .map(Number),
    );
  const isPlace = ([lng, lat, ...more]: number[]) => Math.abs(lng!) <= 180 && Math.abs(lat!) <= 90 && more.length === 0;
  return corners.length >= 3 && corners.every(isPlace) ? [...corners, corners[0]!] : undefined;
}
