import type { BackendOptions } from './backend.js';

/** Something that happens, `at` ms after the beginning. */
export interface Action {
  readonly at: number;
  /** In which tab; default `A`. */
  readonly tab?: string;
  readonly mutate?: string;
  readonly online?: boolean;
  /** The page is hidden, as before it is closed. */
  readonly hide?: true;
  /** What somebody else commits. */
  readonly others?: string;
}

/** A story that ends the same way, whoever dies in it. */
export interface Scenario {
  readonly name: string;
  readonly tabs: readonly string[];
  readonly actions: readonly Action[];
  readonly backend?: BackendOptions;
  /** Those that are killed; default all of them. */
  readonly kills?: readonly string[];
  /** Whether a killed tab is opened again although there are others. Default: only where none is left. */
  readonly reopens?: boolean;
  /** ms that a message from tab to tab is on its way; default 1. */
  readonly busTakes?: number;
  /** ms until a tab opens its model; default at once. */
  readonly opensModelAfter?: number;
  /** ms within which all must be at rest; default 500. */
  readonly restsWithin?: number;
  /** ms until then; default 1. */
  readonly reopensAfter?: number;
}

const one = ['A'];
const two = ['A', 'B'];
/** When every tab has caught up. */
const READY = 40;

const threeInARow = ['a', 'b', 'c'].map((mutate): Action => ({ at: READY, mutate }));

/** What may be merged, `gap` ms apart: into one that is stored, being stored, about to be sent, or on its way. */
const merged = (gap: number, tab = 'A'): Action[] => [
  { at: READY, tab, mutate: 'title:1' },
  { at: READY + gap, tab, mutate: 'title:2' },
  { at: READY + gap, tab, mutate: 'x' },
  { at: READY + 2 * gap, tab, mutate: 'title:3' },
];

const keptStates: Action[] = [
  { at: READY, mutate: 'a' },
  { at: 1_500, mutate: 'b' },
  { at: 1_520, others: 'from elsewhere' },
  { at: 1_530, mutate: 'c' },
  { at: 3_000, mutate: 'd' },
  { at: 9_000, others: 'meanwhile' },
];

export const scenarios: readonly Scenario[] = [
  { name: 'online, three in a row', tabs: one, actions: threeInARow },
  {
    name: 'before the first state is there',
    tabs: one,
    actions: [
      { at: 0, mutate: 'a' },
      { at: 2, mutate: 'b' },
      { at: 5, mutate: 'c' },
    ],
  },
  {
    name: 'made offline',
    tabs: one,
    actions: [
      { at: READY, online: false },
      { at: 50, mutate: 'a' },
      { at: 50, mutate: 'b' },
      { at: 60, mutate: 'c' },
      { at: 150, online: true },
    ],
  },
  {
    name: 'the first response is lost',
    tabs: one,
    actions: threeInARow,
    backend: { faults: { 1: 'lose the answer' } },
    restsWithin: 1_500,
  },
  {
    name: 'the first request is lost, the second never answered',
    tabs: one,
    actions: threeInARow,
    backend: { faults: { 1: 'lose the request', 2: 'never answer' } },
    restsWithin: 3_500,
  },
  {
    name: 'confirmed before the response',
    tabs: one,
    actions: threeInARow,
    backend: { answersAfter: 30, publishesAfter: 2 },
  },
  {
    name: 'confirmed, and the response is lost',
    tabs: one,
    actions: threeInARow,
    backend: { answersAfter: 30, publishesAfter: 2, faults: { 1: 'lose the answer', 2: 'lose the answer' } },
  },
  {
    name: 'the connector lags',
    tabs: one,
    actions: threeInARow,
    backend: { publishesAfter: 5_000 },
    restsWithin: 6_000,
  },
  ...[0, 1, 2, 4, 6, 12].map((gap): Scenario => ({
    name: `merged, ${gap} ms apart`,
    tabs: one,
    actions: merged(gap),
    backend: { answersAfter: 6 },
  })),
  {
    name: 'merged offline',
    tabs: one,
    actions: [{ at: READY - 5, online: false }, ...merged(5), { at: 150, online: true }],
  },
  {
    name: 'refused, and dismissed',
    tabs: one,
    actions: threeInARow,
    backend: { refuses: ['a', 'c'] },
  },
  {
    name: 'rejected on the channel',
    tabs: one,
    actions: threeInARow,
    backend: { rejects: ['a', 'c'] },
  },
  {
    name: 'two tabs, made in the follower',
    tabs: two,
    actions: threeInARow.map((action) => ({ ...action, tab: 'B' })),
  },
  {
    name: 'two tabs, made in both; the dead is opened again',
    tabs: two,
    reopens: true,
    actions: [
      { at: READY, tab: 'A', mutate: 'a' },
      { at: READY, tab: 'B', mutate: 'b' },
      { at: READY + 3, tab: 'B', mutate: 'c' },
      { at: READY + 5, tab: 'A', mutate: 'd' },
    ],
  },
  ...[6, 10, 14].map((busTakes): Scenario => ({
    name: `two tabs that hear of each other after ${busTakes} ms`,
    tabs: two,
    busTakes,
    actions: [
      { at: READY, tab: 'A', mutate: 'a' },
      { at: READY + 5, tab: 'A', mutate: 'b' },
      { at: READY + 8, tab: 'B', mutate: 'c' },
    ],
    backend: { publishesAfter: 1 },
  })),
  {
    name: 'two tabs, the first response is lost',
    tabs: two,
    actions: threeInARow.map((action) => ({ ...action, tab: 'B' })),
    backend: { answersAfter: 10, publishesAfter: 2, faults: { 1: 'lose the answer' } },
  },
  ...[1, 2, 3, 4].map((gap): Scenario => ({
    name: `two tabs, merged in the follower, ${gap} ms apart`,
    tabs: two,
    actions: merged(gap, 'B'),
    backend: { answersAfter: 6 },
  })),
  ...[3, 4, 5].map((publishesAfter): Scenario => ({
    name: `two tabs, rejected after ${publishesAfter} ms`,
    tabs: two,
    actions: threeInARow.map((action) => ({ ...action, tab: 'B' })),
    backend: { rejects: ['a', 'b', 'c'], publishesAfter },
  })),
  {
    name: 'two tabs, refused or rejected',
    tabs: two,
    actions: threeInARow.map((action) => ({ ...action, tab: 'B' })),
    backend: { refuses: ['a'], rejects: ['c'] },
  },
  ...[8, 12, 16, 24].map((after): Scenario => ({
    name: `hidden after ${after} ms`,
    tabs: one,
    actions: [...threeInARow, { at: READY + after, hide: true }],
  })),
  ...[12, 24].map((after): Scenario => ({
    name: `hidden after ${after} ms, opened again past the retention, a delta`,
    tabs: one,
    actions: [...threeInARow, { at: READY + after, hide: true }, { at: 9_000, others: 'meanwhile' }],
    reopensAfter: 180_000,
    backend: { knowsDeltas: true, rejects: ['b'] },
  })),
  {
    name: 'the model is opened a while after the page',
    tabs: one,
    actions: [...threeInARow, { at: READY + 12, hide: true }],
    opensModelAfter: 20,
    backend: { answersAfter: 6, publishesAfter: 30 },
  },
  {
    name: 'opened again while the channel reaches back',
    tabs: one,
    actions: keptStates,
    reopensAfter: 20_000,
  },
  {
    name: 'opened again past that, a delta',
    tabs: one,
    actions: keptStates,
    reopensAfter: 180_000,
    backend: { knowsDeltas: true },
  },
  {
    name: 'opened again past that, a full sync',
    tabs: one,
    actions: keptStates,
    reopensAfter: 180_000,
  },
];
