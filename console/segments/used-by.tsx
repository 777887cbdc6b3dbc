// Which offers go by a segment, and where those in force are.
import { localeOf, useLanguage, useWords } from '../shell/language.ts';
import { routeTo } from '../shell/route.ts';
import '../ui/list.css';
import { useReach } from '../ui/use-reach.ts';
import { type User, usersOf } from './segment.ts';
import { segmentWords } from './words.ts';

export function UsedBy({ users, segmentId }: { users: readonly User[]; segmentId: string }) {
  const words = useWords(segmentWords);
  const number = new Intl.NumberFormat(localeOf(useLanguage()));
  const reach = useReach(usersOf(users).inForce.length > 0 ? { segmentId } : undefined);
  const people = reach?.customersPresentNow;
  return (
    <section class="stack">
      <h2>{words.usedBy}</h2>
      {users.length === 0 && <p class="quiet">{words.usedByNobody}</p>}
      <UserList users={users} />
      <p class="small quiet" role="status">
        {reach && words.reach(reach.stores)}{' '}
        {people !== undefined && words.people(typeof people === 'number' ? number.format(people) : words.few)}
      </p>
    </section>
  );
}

export function UserList({ users }: { users: readonly User[] }) {
  const words = useWords(segmentWords);
  if (users.length === 0) return null;
  return (
    <ul class="card list">
      {users.map(({ id, title, state, isInForce }) => (
        <li key={id}>
          <a href={routeTo({ page: 'offers', id })}>
            <span class="grow">{title}</span>
            {!isInForce && state !== 'draft' && <span class="tag">{words.inDraft}</span>}
            <span class="tag" data-state={state}>
              {words.states[state]}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
