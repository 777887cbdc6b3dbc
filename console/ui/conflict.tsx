// Somebody else has saved in between: shows what differs, and lets the marketer take theirs or keep her own.
import { type Difference, differences } from '../shell/conflict.ts';
import { type InBoth, useWords } from '../shell/language.ts';

const en = {
  title: 'Somebody else has saved this in between',
  nothing: 'You have not changed anything that they have not.',
  field: 'Field',
  mine: 'Yours',
  theirs: 'Theirs',
  take: 'Take theirs',
  keep: 'Keep mine, and look once more',
};
const da: typeof en = {
  title: 'En anden har gemt dette imens',
  nothing: 'Du har ikke ændret noget, de ikke også har.',
  field: 'Felt',
  mine: 'Dit',
  theirs: 'Deres',
  take: 'Tag deres',
  keep: 'Behold mit, og se efter igen',
};
const words: InBoth<typeof en> = { en, da };

interface ConflictProps {
  /** What the API said: who saved, and when. */
  detail?: string;
  mine: unknown;
  theirs: unknown;
  onTake: () => void;
  onKeep: () => void;
}

export function Conflict({ detail, mine, theirs, onTake, onKeep }: ConflictProps) {
  const { title, nothing, field, mine: yours, theirs: others, take, keep } = useWords(words);
  const rows: Difference[] = differences(mine, theirs);
  return (
    <section class="notice warm conflict" role="alert">
      <div class="grow">
        <strong>{title}</strong>
        {detail && <p>{detail}</p>}
        {rows.length === 0 ? (
          <p>{nothing}</p>
        ) : (
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">{field}</th>
                  <th scope="col">{yours}</th>
                  <th scope="col">{others}</th>
                </tr>
              </thead>
              <tbody>
                {rows.slice(0, 12).map((row) => (
                  <tr key={row.field}>
                    <th scope="row">{row.field}</th>
                    <td>{row.mine}</td>
                    <td>{row.theirs}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
      <div class="row">
        <button type="button" onClick={onTake}>
          {take}
        </button>
        <button type="button" onClick={onKeep}>
          {keep}
        </button>
      </div>
    </section>
  );
}
