import type { MongoChange, MongoUpdate } from 'ably-models-react/merge';
import { event } from './event.js';

/** A document in these tests. */
export interface Doc {
  readonly _id: unknown;
  readonly [field: string]: unknown;
}

export const inserted = (fullDocument: Doc) =>
  event('change', change({ operationType: 'insert', documentKey: { _id: fullDocument._id }, fullDocument }));

export const updated = (_id: unknown, updateDescription: MongoUpdate, more: Partial<MongoChange<Doc>> = {}) =>
  event('change', change({ operationType: 'update', documentKey: { _id }, updateDescription, ...more }));

export const deleted = (_id: unknown) =>
  event('change', change({ operationType: 'delete', documentKey: { _id } }));

/** What else a stream may bring. */
export const changed = (data: MongoChange<Doc>) => event('change', change(data));

/** With what every event of MongoDB has besides. */
const change = (data: MongoChange<Doc>): MongoChange<Doc> => ({
  ...{
    _id: { _data: '8264' },
    clusterTime: { $timestamp: { t: 1, i: 1 } },
    ns: { db: 'app', coll: 'posts' },
  },
  ...data,
});
