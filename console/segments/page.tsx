// The page "Segments": the list, or one of them.
import type { PageProps } from '../shell/app.tsx';
import { SegmentEditor } from './segment-editor.tsx';
import { SegmentList } from './segment-list.tsx';

export default function SegmentsPage({ id }: PageProps) {
  return id === undefined ? <SegmentList /> : <SegmentEditor key={id} id={id} />;
}
