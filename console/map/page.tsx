// The page "Map": every geofence on a map and in a list, one of them open beside it.
import { useEffect, useState } from 'preact/hooks';
import type { PageProps } from '../shell/app.tsx';
import { useWords } from '../shell/language.ts';
import { routeTo } from '../shell/route.ts';
import { Failure } from '../ui/failure.tsx';
import { Icon } from '../ui/icon.tsx';
import { type Geofence, idFor, type Shape } from './geofence.ts';
import { GeofenceForm } from './geofence-form.tsx';
import { GeofenceList } from './geofence-list.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { MapPane } from './map-pane.tsx';
import './map.css';
import { type SavedGeofence, useGeofences } from './use-geofences.ts';
import { mapWords } from './words.ts';

const open = (id?: string) => location.assign(routeTo({ page: 'map', id }));
const isNew = (id?: string) => id === 'new';

export default function MapPage({ id }: PageProps) {
  const words = useWords(mapWords);
  const { geofences, isWhole, failed, reload, put, remove } = useGeofences();
  const [draft, setDraft] = useState<Geofence | undefined>(undefined);
  const [drawing, setDrawing] = useState<'circle' | 'polygon' | undefined>(undefined);
  const [importing, setImporting] = useState<{ file?: File } | undefined>(undefined);
  const [isDropping, setDropping] = useState(false);
  const saved = isNew(id) ? undefined : geofences.find((one) => one.id === id);

  useEffect(() => {
    if (id === undefined) setDraft(undefined);
    else if (!isNew(id)) setDraft((before) => (before?.id === id ? before : saved));
  }, [id, saved]);

  const begin = (shape: Shape) => {
    setDraft({ id: '', name: '', kind: 'store', shape, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone });
    open('new');
  };
  const onShape = (shape: Shape, isFinished: boolean) => {
    if (drawing) {
      if (!isFinished) return;
      setDrawing(undefined);
      begin(shape);
    } else setDraft((before) => before && { ...before, shape });
  };
  const onChange = (changed: Geofence) =>
    setDraft(
      isNew(id)
        ? { ...changed, id: idFor(changed.name, (other) => geofences.some((one) => one.id === other)) }
        : changed,
    );
  const onSaved = (now: SavedGeofence) => {
    put(now);
    setDraft(now);
    if (isNew(id)) open(now.id);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setDropping(false);
    const file = event.dataTransfer?.files[0];
    if (file) setImporting({ file });
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping a file is a short cut; the button "Import" does the same
    <div
      class="map-page"
      onDrop={onDrop}
      onDragOver={(event) => {
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={(event) => event.currentTarget === event.target && setDropping(false)}
    >
      <div class="panel">
        {draft && id !== undefined ? (
          <GeofenceForm
            key={id}
            geofence={draft}
            saved={saved}
            onChange={onChange}
            onSaved={onSaved}
            onArchived={(gone) => {
              remove(gone);
              open();
            }}
            onClose={() => open()}
          />
        ) : (
          <div class="stack">
            <div class="row">
              <h1 class="grow">{words.title}</h1>
              <button type="button" onClick={() => setImporting({})}>
                <Icon name="upload" />
                {words.import}
              </button>
            </div>
            {failed && <Failure answer={failed} retry={reload} />}
            <fieldset class="row tools" aria-label={words.add}>
              <button type="button" aria-pressed={drawing === 'circle'} onClick={() => setDrawing('circle')}>
                <Icon name="circle" />
                {words.drawCircle}
              </button>
              <button type="button" aria-pressed={drawing === 'polygon'} onClick={() => setDrawing('polygon')}>
                <Icon name="polygon" />
                {words.drawPolygon}
              </button>
              <button
                type="button"
                class="plain"
                onClick={() => begin({ type: 'Circle', center: [12.5683, 55.6761], radiusMetres: 150 })}
              >
                {words.newByFields}
              </button>
            </fieldset>
            <GeofenceList geofences={geofences} isWhole={isWhole} />
          </div>
        )}
      </div>
      <MapPane
        geofences={geofences}
        isWhole={isWhole}
        shape={draft?.shape}
        openId={draft && id}
        drawing={drawing}
        onSelect={open}
        onShape={onShape}
      />
      {drawing && (
        <div class="notice drawing" role="status">
          {drawing === 'circle' ? words.drawingCircle : words.drawingPolygon}
          <button type="button" onClick={() => setDrawing(undefined)}>
            {words.cancel}
          </button>
        </div>
      )}
      {isDropping && <p class="drop">{words.dropHere}</p>}
      {importing && (
        <ImportDialog
          file={importing.file}
          onClose={() => setImporting(undefined)}
          onImported={() => {
            setImporting(undefined);
            reload();
          }}
        />
      )}
    </div>
  );
}
