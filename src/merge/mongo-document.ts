import type { ChangeEvent } from '../model/event.js';
import { shareStructure } from '../model/share-structure.js';
import { isFields } from './fields.js';
import { idOf, scopeOf, toMongoChange, type MongoChange } from './mongo-change.js';
import { idText } from './mongo-id.js';
import { applyUpdate } from './mongo-update.js';
import { unfit } from './unfit.js';

/**
 * One document: the data of the event are a change event of MongoDB, and the state is the document, or `null` when there is
 * none. An event of another document changes nothing, where there is one to compare it with: a channel of one document should
 * carry the events of that one only. Idempotent: what is set, removed or truncated already stays so.
 *
 * Throws where a pipeline has left out what the change cannot be merged without; the model is `errored` then, as
 * `merge-failed`.
 *
 * @example
 * defineModel({
 *   channelName: (id: string) => `posts:${id}`,
 *   sync: (id) => getPost(id), // Promise<{ data: Post | null, sequenceId: string }>
 *   merge: applyMongoChange<Post>,
 * });
 */
export function applyMongoChange<Doc extends object>(
  state: Doc | null,
  event: ChangeEvent<string, MongoChange<Doc>>,
): Doc | null {
  const change = toMongoChange<Doc>(event.data);
  const scope = scopeOf(change);
  if (scope === 'collection') return null;
  if (scope === 'nothing') return state;
  const [own, id] = [(state as { readonly _id?: unknown } | null)?._id, idOf(change)];
  if (own !== undefined && id !== undefined && idText(own) !== idText(id)) return state;
  return documentAfter(state ?? undefined, change) ?? null;
}

/** @param present the document before, or `undefined`; so is the answer, where it is not there any more */
export function documentAfter<Doc extends object>(
  present: Doc | undefined,
  change: MongoChange<Doc>,
): Doc | undefined {
  const { operationType, updateDescription } = change;
  const next =
    operationType === 'delete'
      ? undefined
      : operationType === 'update' && present !== undefined && isFields(updateDescription)
        ? (applyUpdate(present, updateDescription) as Doc)
        : wholeDocument(present, change);
  return present === undefined ? next : shareStructure(present, next);
}

function wholeDocument<Doc extends object>(
  present: Doc | undefined,
  change: MongoChange<Doc>,
): Doc | undefined {
  const { operationType, fullDocument, updateDescription } = change;
  if (isFields(fullDocument)) {
    const id = idOf(change);
    // Projected away, nobody would find it again.
    return id === undefined || '_id' in fullDocument ? fullDocument : { ...(fullDocument as Doc), _id: id };
  }
  if (operationType !== 'update') throw unfit(`its \`${operationType}\` has no \`fullDocument\``);
  // Looked up, and gone by then; or of a document that this state does not have.
  if (fullDocument === null || isFields(updateDescription)) return present;
  throw unfit('its `update` has neither `updateDescription` nor `fullDocument`');
}
