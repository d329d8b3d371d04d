import { isFields, withField, withoutField } from './fields.js';
import type { MongoUpdate } from './mongo-change.js';
import { toNumber } from './mongo-id.js';
import { unfit } from './unfit.js';

/** Texts are fields, or indexes where they stand for an item of a list; numbers are indexes only. */
type Path = readonly unknown[];

/** What becomes of a value; `undefined` is one that is not there. */
type Change = (value: unknown) => unknown;

/** As many items may be missing before one that is set, as MongoDB itself fills in. */
const MAX_FILLED = 1_500_000;

/**
 * The document after an update. A path that leads through what is neither object nor list is passed over: a document that is
 * newer than the event has something else there by now, which a later event will set again.
 */
export function applyUpdate(document: unknown, update: MongoUpdate): unknown {
  const { removedFields, truncatedArrays, updatedFields, disambiguatedPaths = {} } = update;
  const parse = (path: string): Path => {
    const parts = Object.hasOwn(disambiguatedPaths, path) ? disambiguatedPaths[path] : undefined;
    if (!Array.isArray(parts)) return path.split('.');
    return parts.map((part: unknown) => (typeof part === 'string' ? part : toNumber(part)));
  };
  let next = document;
  for (const path of removedFields ?? []) next = change(next, parse(path), () => undefined);
  // Before the items are set: an update that does both to one list gives the indexes of what is left.
  for (const { field, newSize } of truncatedArrays ?? [])
    next = change(next, parse(field), (list) => truncated(list, toNumber(newSize)));
  for (const [path, value] of Object.entries(updatedFields ?? {}))
    next = change(next, parse(path), () => value, NOTHING);
  return next;
}

const NOTHING: object = Object.freeze({});

function truncated(list: unknown, size: number): unknown {
  // A size that cannot be read would empty the list.
  if (!(size >= 0)) throw unfit('its `truncatedArrays` have no `newSize`');
  return Array.isArray(list) ? (list as unknown[]).slice(0, size) : list;
}

/** @param missing what stands in for an object on the way that is not there */
function change(parent: unknown, path: Path, act: Change, missing?: object): unknown {
  const [step, ...rest] = path;
  const changeIn = (present: unknown): unknown => {
    if (rest.length === 0) return act(present);
    const child = present === undefined ? missing : present;
    const next = change(child, rest, act, missing);
    return next === child ? present : next;
  };
  if (Array.isArray(parent)) return changeItem(parent as unknown[], indexOf(step), changeIn);
  if (!isFields(parent) || typeof step !== 'string') return parent;
  const present = Object.hasOwn(parent, step) ? parent[step] : undefined;
  const next = changeIn(present);
  if (next === present) return parent;
  return next === undefined ? withoutField(parent, step) : withField(parent, step, next);
}

/** `NaN` for a text that is no index: the list has taken the place of an object then. */
const indexOf = (step: unknown): number =>
  typeof step === 'string' && !/^\d+$/.test(step) ? NaN : Number(step);

function changeItem(list: readonly unknown[], index: number, changeIn: Change): unknown {
  if (!Number.isSafeInteger(index) || index < 0) return list;
  const present = list[index];
  const next = changeIn(present);
  if (next === present) return list;
  if (index - list.length > MAX_FILLED) throw unfit(`it sets item ${index} of a list of ${list.length}`);
  const changed = [...list];
  while (changed.length < index) changed.push(null);
  // As MongoDB has it: an item that is unset leaves its place to `null`.
  changed[index] = next ?? null;
  return changed;
}
