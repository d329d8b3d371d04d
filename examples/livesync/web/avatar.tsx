import { members } from '../shared/tracker.js';
import { nameOf } from './words.js';

/** A member in a circle; whoever shows it says the name. */
export function Avatar({ memberId }: { readonly memberId: string | null }) {
  const number = members.findIndex(({ id }) => id === memberId) + 1;
  const initial = memberId === null ? '' : nameOf(memberId).slice(0, 1);
  return (
    <span className={`avatar avatar--${number}`} aria-hidden="true">
      {initial}
    </span>
  );
}
