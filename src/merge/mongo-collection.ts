import type { ChangeEvent } from '../model/event.js';
import type { MergeOf } from './merge-function.js';
import { idOf, scopeOf, toMongoChange, type MongoChange, type MongoDocument } from './mongo-change.js';
import { documentAfter } from './mongo-document.js';
import { idText } from './mongo-id.js';
import { unfit } from './unfit.js';
import { withItem } from './with-item.js';

/** @see mongoCollection */
export interface MongoCollectionOptions<Doc> {
  /** The order of the list, as `Array.prototype.sort` has it. Default: a new document comes last. */
  readonly sort?: (a: Doc, b: Doc) => number;
}

/**
 * A collection, or a part of one: the data of the event are a change event of MongoDB, and the state is a list of documents,
 * each with its `_id`. An update of a document that is not in the list adds it where the event has the full document, and
 * is nothing else. Idempotent, as `applyMongoChange` is.
 *
 * Throws where a pipeline has left out what the change cannot be merged without; the model is `errored` then, as
 * `merge-failed`.
 *
 * @example
 * merge: mongoCollection<Todo>()
 * merge: { 'todos.changed': mongoCollection({ sort: (a: Todo, b: Todo) => a.position - b.position }) }
 */
export function mongoCollection<Doc extends MongoDocument>({
  sort,
}: MongoCollectionOptions<Doc> = {}): MergeOf<readonly Doc[], MongoChange<Doc>> {
  return <List extends readonly Doc[]>(list: List, event: ChangeEvent): List => {
    const change = toMongoChange<Doc>(event.data);
    const scope = scopeOf(change);
    if (scope === 'nothing') return list;
    if (scope === 'collection') return (list.length === 0 ? list : []) as unknown as List;
    const id = idOf(change);
    if (id === undefined) throw unfit('it does not say which document it is about: `documentKey` is missing');
    const wanted = idText(id);
    const index = list.findIndex(({ _id }) => idText(_id) === wanted);
    return withItem(list, index, documentAfter(list[index], change), sort) as List;
  };
}
