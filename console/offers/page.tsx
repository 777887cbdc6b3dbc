// The page "Offers": the list, or one of them.
import type { PageProps } from '../shell/app.tsx';
import { Editor } from './editor.tsx';
import { OfferList } from './offer-list.tsx';
import './offers.css';

export default function OffersPage({ id }: PageProps) {
  return id === undefined ? <OfferList /> : <Editor key={id} id={id} />;
}
