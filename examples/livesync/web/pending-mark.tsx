import type { Pending } from './use-pending.js';

const words: Readonly<Record<Pending, string>> = { waiting: 'Waits to be sent', sending: 'Sending' };

/** Says of a change that the server does not have it yet. Has its place also when there is nothing to say. */
export function PendingMark({ pending }: { readonly pending: Pending | undefined }) {
  return (
    <span className="pending-mark">
      {pending !== undefined && (
        <span className={`pending-mark__text pending-mark__text--${pending}`}>{words[pending]}</span>
      )}
    </span>
  );
}
