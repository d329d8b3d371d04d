// This import first: it leads to the local Ably, which has to be there before ably takes hold of WebSocket.
import { openModel } from './subjects/model.js';
import type { Question } from './questions.js';
import { questions } from './questions.js';
import type { Run, Scenario } from './scenarios.js';
import { scenarios } from './scenarios.js';
import { openBareStore, openForgetfulStore, openNaiveStore } from './subjects/external-stores.js';
import { openReactState } from './subjects/react-state.js';

const subjects = {
  useModel: openModel,
  useSyncExternalStore: openBareStore,
  'naive store': openNaiveStore,
  'forgetful store': openForgetfulStore,
  'React state': openReactState,
};
export type Name = keyof typeof subjects;

const runs = new Map<string, Promise<Run>>();

/** Plays a scenario with a store, once: what it has shown answers all the questions that are about it. */
export function play(name: Name, scenario: Scenario): Promise<Run> {
  const key = `${name}: ${scenario}`;
  const run = runs.get(key) ?? scenarios[scenario](subjects[name]);
  runs.set(key, run);
  return run;
}

export async function ask(name: Name, { scenario, passes }: Question): Promise<'yes' | 'no'> {
  return passes(await play(name, scenario)) ? 'yes' : 'no';
}

/** Which of these questions are answered with no, by their numbers from 1. Left out: of all. */
export async function noesOf(
  name: Name,
  numbers = questions.map((_, index) => index + 1),
): Promise<number[]> {
  const noes: number[] = [];
  // One after the other: two pages at once would render in each other's pauses.
  for (const [index, question] of questions.entries())
    if (numbers.includes(index + 1) && (await ask(name, question)) === 'no') noes.push(index + 1);
  return noes;
}
