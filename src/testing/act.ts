import * as React from 'react';

type Act = (run: () => PromiseLike<void>) => PromiseLike<void>;

/** Where React keeps whether a test wants to be told of what it did not wrap. */
const environment = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean | undefined };

const { act: ofReact, unstable_act } = React as {
  readonly act?: Act;
  /** As React 18.0 to 18.2 have it. */
  readonly unstable_act?: Act;
};

/** None in production builds of React, nor on React 17 until its renderer is loaded. */
let act = ofReact ?? unstable_act;
if (act === undefined && process.env.NODE_ENV !== 'production') {
  // Only there, and without waiting: React Native has no such module, and nobody else needs it.
  import('react-dom/test-utils').then(
    (utils) => (act = (utils as { readonly act?: Act }).act),
    () => undefined,
  );
}

/** How often promises that wait for promises have their turn; without timers, so that fake ones do not matter. */
const TURNS = 100;

/**
 * What React waits for, and need not. From then on it gathers what is to be rendered until the next task, and renders
 * it: all that a step causes without a timer comes before that. An `act` that stayed open meanwhile would overlap with
 * one that the test has begun before, and that ends before, as where a mutation confirms itself that is awaited in it:
 * after that, React renders nothing more by itself.
 */
const atOnce: PromiseLike<void> = {
  then: (resolve) => Promise.resolve(resolve?.()) as Promise<never>,
};

/** The steps of all tests' models, one after the other. */
let latest: Promise<unknown> = Promise.resolve();

/**
 * Does something once all steps before are done, and lets all that it causes without a timer arrive and be rendered.
 *
 * In React's `act`, as Testing Library does it: also where a test runner has no global hooks, and nobody has said that
 * this is a test. Where somebody says that it is none (`waitFor` while it waits) without it. Never within the event
 * that asks for it: a `send` of a test may confirm at once.
 */
export function inAct(run: () => unknown): Promise<void> {
  const done = latest.then(() => actOn(run));
  latest = done.catch(() => undefined);
  return done;
}

/** Has all that is to come without a timer be rendered as what a step causes, without a turn among the steps. */
export function gatherInAct(): Promise<void> {
  return actOn(() => undefined);
}

async function actOn(run: () => unknown): Promise<void> {
  const before = environment.IS_REACT_ACT_ENVIRONMENT;
  const react = act;
  if (react === undefined || before === false) return runAndSettle(run);
  // Where it is said already, by the test or by an `act` of its own that takes it back, that is left alone.
  if (before === undefined) environment.IS_REACT_ACT_ENVIRONMENT = true;
  try {
    // In this very moment, as `await` would not: nothing may come between.
    const rendered = new Promise<void>((resolve, reject) => void react(() => atOnce).then(resolve, reject));
    await Promise.all([rendered, runAndSettle(run)]);
  } finally {
    if (before === undefined) delete environment.IS_REACT_ACT_ENVIRONMENT;
  }
}

async function runAndSettle(run: () => unknown): Promise<void> {
  await run();
  for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve();
}
