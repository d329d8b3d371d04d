import { CELLS } from './page.js';
import type { Run, Scenario } from './scenarios.js';
import type { Picture } from './session.js';
import { START } from './subject.js';

export interface Question {
  readonly title: string;
  readonly scenario: Scenario;
  /** Read from the pictures of a run, and from nothing else. */
  readonly passes: (run: Run) => boolean;
}

export const questions: readonly Question[] = [
  { title: 'Transition, update: all show the same in the end', scenario: 'update', passes: endsWhole },
  { title: 'Transition, mount: all show the same in the end', scenario: 'mount', passes: endsWhole },
  { title: 'Transition, update: all show the same at any time', scenario: 'update', passes: neverTears },
  { title: 'Transition, mount: all show the same at any time', scenario: 'mount', passes: neverTears },
  { title: 'Transition: typing interrupts it', scenario: 'type', passes: isInterrupted },
  { title: 'Transition: the state branches', scenario: 'double', passes: branches },
  { title: 'Deferred, update: all show the same in the end', scenario: 'deferred update', passes: endsWhole },
  { title: 'Deferred, mount: all show the same in the end', scenario: 'deferred mount', passes: endsWhole },
  {
    title: 'Deferred, update: all show the same at any time',
    scenario: 'deferred update',
    passes: neverTears,
  },
  { title: 'Deferred, mount: all show the same at any time', scenario: 'deferred mount', passes: neverTears },
];

function endsWhole({ pictures, count }: Run): boolean {
  return pictures.slice(-1).some((last) => allShow(last, count));
}

/** A deferred count may be behind the rest of the page, but not behind its like. */
function neverTears({ pictures, deferred }: Run): boolean {
  return pictures.every(({ cells, heard }) => {
    const [first = heard] = cells;
    return cells.every((cell) => cell === first) && (deferred || heard === first);
  });
}

/** The first picture with what was typed has the count from before. */
export function isInterrupted({ pictures }: Run): boolean {
  return pictures
    .filter(({ typed }) => typed === '1')
    .slice(0, 1)
    .some((picture) => allShow(picture, START));
}

/** Doubled is first what was on screen, and then the same with what was still to come. */
function branches(run: Run): boolean {
  return run.pictures.some((picture) => allShow(picture, START * 2)) && endsWhole(run);
}

function allShow({ cells }: Picture, count: number): boolean {
  return cells.length === CELLS && cells.every((cell) => cell === String(count));
}
