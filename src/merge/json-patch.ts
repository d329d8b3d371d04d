import { applyOperation } from 'fast-json-patch/module/core.mjs';
import { reasonOf } from '../errors.js';
import type { ChangeEvent } from '../model/event.js';
import { shareStructure } from '../model/share-structure.js';
import { unshare } from './unshare.js';
import { unfit } from './unfit.js';

/** One operation of a JSON Patch (RFC 6902, section 4). */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string }
  | { readonly op: 'remove'; readonly path: string };

/**
 * JSON Patch (RFC 6902): the data of the event are a list of operations, all of which are applied, or none. Copies what
 * lies on their paths only; all else keeps its identity, and neither state nor event is changed.
 *
 * Throws where one does not apply: a path that does not exist, a `test` that fails, a `__proto__`. The error says which
 * operation it is; the model is `errored` then, as `merge-failed`.
 *
 * A patch is no idempotent change: `add` to a list, applied twice, adds twice. The model merges each sequence id once; where
 * a sync result may be newer than its position, put a `test` before it, or use another kind of event.
 *
 * @example
 * merge: { 'post.patched': applyJsonPatch } // [{ op: 'replace', path: '/title', value: 'New' }]
 */
export function applyJsonPatch<T>(state: T, event: ChangeEvent<string, readonly JsonPatchOperation[]>): T {
  const patch: unknown = event.data;
  if (!Array.isArray(patch)) throw unfit('its data are no JSON Patch: that is a list of operations');
  const copies = new Set<object>();
  let document: unknown = state;
  for (const [index, operation] of (patch as JsonPatchOperation[]).entries()) {
    try {
      document = apply(document, operation, copies);
    } catch (thrown) {
      // The library adds the whole document to its messages.
      const [reason] = reasonOf(thrown).split('\n');
      throw unfit(
        `operation ${index} of its JSON Patch, ${describe(operation)}, does not apply: ${reason}`,
        thrown,
      );
    }
  }
  return shareStructure(state, document as T);
}

/** @param copies of lists and objects, made by this patch, which it may change */
function apply(document: unknown, operation: JsonPatchOperation, copies: Set<object>): unknown {
  switch (operation.op) {
    case 'test':
      return run(document, operation);
    case 'add':
    case 'remove':
    case 'replace':
      return run(unshare(document, operation.path, copies), operation);
    case 'move': {
      const value = read(document, operation.from);
      const without = apply(document, { op: 'remove', path: operation.from }, copies);
      return apply(without, { op: 'add', path: operation.path, value }, copies);
    }
    case 'copy': {
      const value = read(document, operation.from);
      // From now on in two places: what is changed in one must not change in the other.
      copies.clear();
      return apply(document, { op: 'add', path: operation.path, value }, copies);
    }
    default:
      throw new Error('there is no such operation');
  }
}

/** The library checks the operation, and refuses prototypes. */
const run = (document: unknown, operation: JsonPatchOperation): unknown =>
  applyOperation<unknown>(document, { ...operation } as never, true, true, true).newDocument;

function read(document: unknown, from: string): unknown {
  const reading = { op: '_get', path: from, value: undefined as unknown };
  applyOperation(document, reading as never, true, true, true);
  return reading.value;
}

function describe(operation: unknown): string {
  const { op, path } = { ...(operation as { readonly op?: unknown; readonly path?: unknown } | null) };
  return `${String(op)} "${String(path)}"`;
}
