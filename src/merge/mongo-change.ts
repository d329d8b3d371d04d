import { isText } from '../kinds.js';
import { isFields } from './fields.js';
import { unfit } from './unfit.js';

/**
 * A change event of MongoDB (https://www.mongodb.com/docs/manual/reference/change-events/), as far as it is read here. A
 * pipeline may have left out what is optional. Numbers and ids may be in extended JSON.
 */
export interface MongoChange<Doc> {
  /** `insert`, `update`, `replace`, `delete`, or what happened to the collection (`drop`, `rename`, …). */
  readonly operationType: string;
  /** The `_id` of the document, and in a sharded collection its shard key. */
  readonly documentKey?: { readonly _id: unknown };
  /** Of `insert` and `replace`. Of `update` where the stream asks for it: it may be newer than the event then. */
  readonly fullDocument?: Doc | null;
  /** Where the stream asks for it; only its `_id` is read. */
  readonly fullDocumentBeforeChange?: Doc | null;
  /** Of `update`. */
  readonly updateDescription?: MongoUpdate;
  /** Of an event of more than 16 MB that the stream has split. Such are not merged. */
  readonly splitEvent?: unknown;
}

/** What an update changed; fields by their dotted path. */
export interface MongoUpdate {
  readonly updatedFields?: Readonly<Record<string, unknown>>;
  readonly removedFields?: readonly string[];
  readonly truncatedArrays?: readonly { readonly field: string; readonly newSize: unknown }[];
  /** The parts of paths that can be read in two ways: texts are fields, numbers are indexes of lists. */
  readonly disambiguatedPaths?: Readonly<Record<string, readonly unknown[]>>;
}

/** A document as a sync function may answer it. */
export interface MongoDocument {
  readonly _id: unknown;
}

/** Checks what came. @throws Error for what is no change event, or one that cannot be merged */
export function toMongoChange<Doc>(data: unknown): MongoChange<Doc> {
  if (!isFields(data) || !isText(data['operationType']))
    throw unfit('its data are no change event of MongoDB: `operationType` is missing');
  // Half of an update is no update.
  if (data['splitEvent'] !== undefined) throw unfit('it is a fragment of a change event (`splitEvent`)');
  return data as unknown as MongoChange<Doc>;
}

/** After which there is nothing under the watched name: what `invalidate` follows upon is one of the others. */
const emptying = ['drop', 'rename', 'dropDatabase', 'invalidate'];
const ofDocuments = ['insert', 'update', 'replace', 'delete'];

/** What a change is about: the collection is gone, one document, or nothing that a state shows (`createIndexes`, …). */
export function scopeOf({ operationType }: MongoChange<unknown>): 'collection' | 'document' | 'nothing' {
  if (emptying.includes(operationType)) return 'collection';
  return ofDocuments.includes(operationType) ? 'document' : 'nothing';
}

/** The `_id` of the document that a change is about, wherever a pipeline has left it. */
export function idOf<Doc>(change: MongoChange<Doc>): unknown {
  const { documentKey, fullDocument, fullDocumentBeforeChange } = change;
  const holder = [documentKey, fullDocument, fullDocumentBeforeChange].find(
    (each) => isFields(each) && each['_id'] !== undefined,
  );
  return (holder as MongoDocument | undefined)?._id;
}
