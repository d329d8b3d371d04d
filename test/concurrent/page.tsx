import { memo, startTransition, useDeferredValue, useState } from 'react';
import type { Subject } from './subject.js';

export const CELLS = 50;
const cells = Array.from({ length: CELLS }, (_, index) => index);

/** ms of each rendering. StrictMode renders twice: fifty take ten of the 5 ms that React works without a pause. */
const WORK_MS = 0.5;

export interface PageProps {
  readonly subject: Subject;
  /** Whether the components show the count deferred. */
  readonly deferred: boolean;
  /** Told of each time that a component renders, be it for nothing. */
  readonly onRender: (index: number, count: number | undefined) => void;
}

interface CellProps extends PageProps {
  readonly index: number;
}

/** Fifty slow components that show one count, which open in a transition, and what a user can do. */
export function Page({ subject, deferred, onRender }: PageProps) {
  const { increment, double } = subject.useActions();
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState(0);
  return (
    <>
      <button onClick={() => startTransition(() => setOpen(true))}>open in a transition</button>
      <button onClick={() => startTransition(increment)}>increment in a transition</button>
      <button onClick={increment}>increment</button>
      <button onClick={double}>double</button>
      <button onClick={() => setTyped((times) => times + 1)}>type</button>
      <output title="typed">{typed}</output>
      <Heard subject={subject} />
      <Settled />
      {isOpen &&
        cells.map((index) => (
          <Cell key={index} index={index} subject={subject} deferred={deferred} onRender={onRender} />
        ))}
    </>
  );
}

const Cell = memo(function Cell({ subject, deferred, onRender, index }: CellProps) {
  const count = subject.useCount();
  const late = useDeferredValue(count);
  const shown = deferred ? late : count;
  onRender(index, shown);
  work();
  return <p>{shown}</p>;
});

function work(): void {
  const end = performance.now() + WORK_MS;
  while (performance.now() < end);
}

/** What was on screen all the time, and shows the count as it is told. */
function Heard({ subject }: Pick<PageProps, 'subject'>) {
  return <output title="heard">{subject.useCount()}</output>;
}

/**
 * Deferred work is done last and together: when this shows the latest number, React has nothing left to do.
 * Kept apart from the page, or it would be rendered, and done, with the page's transitions.
 */
const Settled = memo(function Settled() {
  const [asked, ask] = useState(0);
  return (
    <>
      <button onClick={() => ask((times) => times + 1)}>settle</button>
      <output title="settled">{useDeferredValue(asked)}</output>
    </>
  );
});
