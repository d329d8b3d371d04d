import { definitionMark } from '../model/define-model.js';
import type { ModelSource, RunnableModel } from '../model/resolve-model.js';

type Described = Pick<RunnableModel<unknown>, 'name' | typeof definitionMark>;

type Claims = Iterable<{ readonly definition?: Described | undefined }>;

/** Those that are about to be looked at, and those that were warned of: once is enough. */
const done = new WeakSet<Claims>();

/**
 * Looks for rivals among those who claim one model, once all of a commit's effects have run: a hot reload replaces
 * one component's definition after the other.
 */
export function checkRivals(claims: Claims): void {
  if (done.has(claims)) return;
  done.add(claims);
  queueMicrotask(() => {
    const warned = warnOfRivals([...claims].flatMap(({ definition }) => definition ?? []));
    if (!warned) done.delete(claims);
  });
}

/**
 * Warns when components describe one model in two ways: whichever committed last would run the model of both.
 *
 * An inline model brings new functions at each render and in each instance of its component. The same
 * source text counts as the same function, so neither is taken for a rival.
 *
 * @returns whether it warned
 */
function warnOfRivals(models: readonly Described[]): boolean {
  const [first, ...others] = models;
  if (first === undefined || others.every((other) => describesSame(first, other))) return false;
  console.warn(
    `ably-models-react: components with different definitions of the model "${first.name}" are mounted at once, ` +
      'and the latest one runs it for all. Share one definition (see `defineModel`), or give each its own `name`.',
  );
  return true;
}

function describesSame(a: Described, b: Described): boolean {
  const [sourceA, sourceB] = [a[definitionMark], b[definitionMark]];
  return sourceA === sourceB || textOf(sourceA) === textOf(sourceB);
}

function textOf({ sync, merge }: ModelSource): string {
  const parts: unknown[] = typeof merge === 'function' ? [sync, merge] : [sync, ...Object.entries(merge)];
  return parts.map(String).join('\n');
}
