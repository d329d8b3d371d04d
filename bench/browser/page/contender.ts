import type { ComponentType, ReactNode } from 'react';

/** What is on screen: numbers, each in a component of its own. */
export type Values = readonly number[];

/** What a message brings. */
export interface Change {
  readonly index: number;
  readonly value: number;
}

/** Whether all values are in one model (store, query), or each in one of its own. */
export type Layout = 'one' | 'many';

/** Some values, wherever a library keeps them. They are there before anything is rendered. */
export interface World {
  readonly Provider: ComponentType<{ readonly children: ReactNode }>;
  /** The value, read as that library's documentation does. A hook. */
  readonly useValue: (index: number) => number | undefined;
  /** A message comes from the channel. */
  readonly receive: (change: Change) => void;
  readonly close: () => void;
}

/** A library, and how it is used for this. */
export interface Contender {
  readonly name: string;
  readonly open: (size: number, layout: Layout) => Promise<World>;
}

/** The one reducer that all of them share. */
export function withValue(values: Values, { index, value }: Change): Values {
  const next = values.slice();
  next[index] = value;
  return next;
}

/** Where a value is: in which source, and where in that. */
export function placeOf(index: number, layout: Layout): { readonly source: number; readonly at: number } {
  return layout === 'one' ? { source: 0, at: index } : { source: index, at: 0 };
}

/** How many sources there are, and what each begins with. */
export function sourcesOf(
  size: number,
  layout: Layout,
): { readonly sources: readonly number[]; readonly start: Values } {
  const numbers = Array.from({ length: size }, () => 0);
  return layout === 'one' ? { sources: [0], start: numbers } : { sources: [...numbers.keys()], start: [0] };
}
