// Authors: nobody overwrites what she has not seen, nothing that was answered as done is lost, and versions count up.
import type { Entry } from './history.ts';

type Of<Kind extends Entry['kind']> = Entry & { kind: Kind };

export function judgeAuthors(wrong: (entry: Entry, what: string) => void, saw: (what: string) => void) {
  /** Per offer and version that was seen: whose change of it was answered as done. */
  const doneBy = new Map<string, string>();
  /** Per offer and version: who wrote it. */
  const wroteIt = new Map<string, string>();

  return {
    wrote(entry: Of<'authored'>) {
      const before = new Map(entry.before.offers.map((offer) => [offer.id, offer]));
      for (const offer of entry.after.offers) {
        const former = before.get(offer.id);
        if (offer === former) continue;
        if (former && offer.version <= former.version) wrong(entry, `${offer.id} has changed, and its version has not`);
        wroteIt.set(`${offer.id} ${offer.version}`, offer.changedBy);
      }
    },

    answered(entry: Of<'changed-offer'>) {
      const { author, offerId, seen, version } = entry;
      // Whoever asked for what there is has changed nothing.
      if (version === seen) return;
      saw('offer changed by hand');
      const key = `${offerId} ${seen}`;
      if ((doneBy.get(key) ?? author) !== author) wrong(entry, `${author} has overwritten ${offerId} unseen`);
      doneBy.set(key, author);
      if (wroteIt.get(`${offerId} ${version}`) !== author)
        wrong(entry, `${author} was told that ${offerId} has changed, and it has not`);
    },
  };
}
