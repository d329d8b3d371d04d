import type { ChangeEvent } from '../model/event.js';

/** What every function here makes: fits `merge` of a model, and each of its handlers by event name. */
export type MergeOf<State, Data> = <T extends State>(state: T, event: ChangeEvent<string, Data>) => T;

/** Any merge function, whatever it merges. */
export type AnyMerge = (state: never, event: never) => unknown;
