import { isContainer, previewOf } from './json-text.js';

export type Change = 'same' | 'changed' | 'moved' | 'added' | 'removed';

/** One line of two values side by side. */
export interface Line {
  readonly path: string;
  readonly depth: number;
  readonly label: string;
  /** `undefined` where that side does not have it. */
  readonly left: string | undefined;
  readonly right: string | undefined;
  readonly change: Change;
  /** Whether its parts have lines of their own; `undefined` for what has no parts. */
  readonly isOpen: boolean | undefined;
}

interface Pair {
  readonly label: string;
  readonly left: unknown;
  readonly right: unknown;
  /** Of an item with an id: whether it stands before others that it stood behind. */
  readonly isMoved?: boolean;
}

/** What one side does not have; an `undefined` is something. */
const none = Symbol('none');

/** Containers that hold more are shut at first, unless something differs in them. */
const OPEN_UP_TO = 20;

/** A state may hold itself, or nearly: deeper than that nobody reads. */
const DEEPEST = 24;

/** Two values, line by line. @param toggled paths that somebody has opened or shut */
export function compareLines(left: unknown, right: unknown, toggled: ReadonlyMap<string, boolean>): Line[] {
  const lines: Line[] = [];
  add({ label: '', left, right }, '$', 0);
  return lines;

  function add(pair: Pair, path: string, depth: number): void {
    const change = changeOf(pair);
    const shown = pair.right === none ? pair.left : pair.right;
    const canOpen = depth < DEEPEST && haveParts(pair) && sizeOf(pair.left) + sizeOf(pair.right) > 0;
    const isOpenAtFirst = depth === 0 || change === 'changed' || (depth === 1 && sizeOf(shown) <= OPEN_UP_TO);
    const isOpen = canOpen ? (toggled.get(path) ?? isOpenAtFirst) : undefined;
    const text = (value: unknown) => (value === none ? undefined : previewOf(value));
    const { label } = pair;
    lines.push({ path, depth, label, left: text(pair.left), right: text(pair.right), change, isOpen });
    if (isOpen !== true) return;
    for (const part of partsOf(pair))
      add(part, `${path}/${part.right === none ? '-' : ''}${escaped(part.label)}`, depth + 1);
  }
}

/** So that no key reads as two, or as one that was removed. */
const escaped = (label: string) => label.replace(/[~/]|^-/g, (sign) => `~${'~/-'.indexOf(sign)}`);

function changeOf({ left, right, isMoved }: Pair): Change {
  if (left === none) return 'added';
  if (right === none) return 'removed';
  if (!isEqual(left, right, 0)) return 'changed';
  return isMoved ? 'moved' : 'same';
}

function isEqual(left: unknown, right: unknown, depth: number): boolean {
  if (Object.is(left, right)) return true;
  if (!isContainer(left) || !isContainer(right) || Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  if (depth > DEEPEST || keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && isEqual(left[key], right[key], depth + 1));
}

/** Whether the parts of both can stand side by side. */
function haveParts({ left, right }: Pair): boolean {
  if (left === none) return isContainer(right);
  if (right === none) return isContainer(left);
  return isContainer(left) && isContainer(right) && Array.isArray(left) === Array.isArray(right);
}

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return isContainer(value) ? Object.keys(value).length : 0;
}

function partsOf({ left, right }: Pair): Pair[] {
  if (Array.isArray(left) || Array.isArray(right)) {
    return itemPairs(Array.isArray(left) ? left : [], Array.isArray(right) ? right : [], {
      left: left === none,
      right: right === none,
    });
  }
  const [from, to] = [left, right].map((side) => (isContainer(side) ? side : {})) as [object, object];
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
  const read = (side: object, key: string) =>
    Object.hasOwn(side, key) ? (side as Record<string, unknown>)[key] : none;
  return Array.from(keys, (label) => ({ label, left: read(from, label), right: read(to, label) }));
}

/** Items that have ids by their ids, so that one more at the top is one line more; others by their place. */
function itemPairs(
  left: readonly unknown[],
  right: readonly unknown[],
  absent: { readonly left: boolean; readonly right: boolean },
): Pair[] {
  const [leftIds, rightIds] = [idsOf(left), idsOf(right)];
  if (leftIds === undefined || rightIds === undefined || absent.left || absent.right) {
    return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => ({
      label: String(index),
      left: index < left.length ? left[index] : none,
      right: index < right.length ? right[index] : none,
    }));
  }
  const placeOf = new Map(leftIds.map((id, index) => [id, index]));
  const isKept = new Set(rightIds);
  const pairs: Pair[] = [];
  /** Places on the left of what has its line already. */
  const isPaired = new Set<number>();
  let next = 0;
  const takeRemoved = () => {
    for (; next < left.length; next += 1) {
      if (isPaired.has(next)) continue;
      if (isKept.has(leftIds[next])) return;
      pairs.push({ label: String(next), left: left[next], right: none });
    }
  };
  right.forEach((item, index) => {
    takeRemoved();
    const place = placeOf.get(rightIds[index]);
    const label = String(index);
    if (place === undefined) return void pairs.push({ label, left: none, right: item });
    pairs.push({ label, left: left[place], right: item, isMoved: place !== next });
    isPaired.add(place);
  });
  takeRemoved();
  return pairs;
}

/** `undefined` where they are no items with ids of their own. */
function idsOf(items: readonly unknown[]): readonly unknown[] | undefined {
  const ids = items.map((item) => (isContainer(item) ? (item['id'] ?? item['_id']) : undefined));
  const areIds = ids.every((id) => typeof id === 'string' || typeof id === 'number');
  return areIds && new Set(ids).size === ids.length ? ids : undefined;
}
