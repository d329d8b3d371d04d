import { describe, expect, it } from 'vitest';
import { mongoCollection } from 'ably-models-react/merge';
import { itConverges } from './converge.js';
import { frozen, junk } from './event.js';
import { changed, deleted, inserted, updated, type Doc } from './mongo-change.js';
import { changesOf } from './mongo-changes.js';

const a: Doc = { _id: 'a', title: 'A' };
const b: Doc = { _id: { $oid: 'b' }, title: 'B' };
const list: readonly Doc[] = frozen([a, b]);
const merge = mongoCollection<Doc>();

describe('mongoCollection', () => {
  it('inserts, updates, replaces and deletes documents, and keeps the others', () => {
    const c = { _id: 'c', title: 'C' };
    const replaced = { _id: 'a', text: 't' };

    expect(merge(list, inserted(c))).toEqual([a, b, c]);
    expect(merge(list, updated('b', { updatedFields: { title: 'X' } }))).toEqual([a, { ...b, title: 'X' }]);
    expect(merge(list, updated('b', { updatedFields: { title: 'X' } }))[0]).toBe(a);
    expect(
      merge(list, changed({ operationType: 'replace', documentKey: { _id: 'a' }, fullDocument: replaced })),
    ).toEqual([replaced, b]);
    expect(merge(list, deleted('b'))).toEqual([a]);
  });

  it('answers the same list to what it contains already', () => {
    expect(merge(list, inserted({ ...a }))).toBe(list);
    expect(merge(list, updated('a', { updatedFields: { title: 'A' } }))).toBe(list);
    expect(merge(list, deleted('c'))).toBe(list);
  });

  it('does not know a document of which it hears an update only, unless that brings it along', () => {
    const fullDocument = { _id: 'c', title: 'C' };

    expect(merge(list, updated('c', { updatedFields: { title: 'C' } }))).toBe(list);
    expect(merge(list, updated('c', { updatedFields: { title: 'C' } }, { fullDocument }))).toEqual([
      a,
      b,
      fullDocument,
    ]);
    expect(merge(list, updated('c', {}, { fullDocument: null }))).toBe(list);
  });

  it('puts the list in order when it changes, where it is told how', () => {
    const sorted = mongoCollection({
      sort: (one: Doc, other: Doc) => String(one['title']).localeCompare(String(other['title'])),
    });

    expect(sorted(list, inserted({ _id: 'c', title: 'AA' })).map(({ _id }) => _id)).toEqual([
      'a',
      'c',
      b._id,
    ]);
  });

  it.each(['drop', 'rename', 'dropDatabase', 'invalidate'])('is empty after `%s`', (operationType) => {
    const empty = frozen<Doc[]>([]);

    expect(merge(list, changed({ operationType }))).toEqual([]);
    expect(merge(empty, changed({ operationType }))).toBe(empty);
  });

  it('is not changed by what happens to indexes', () => {
    expect(merge(list, changed({ operationType: 'createIndexes' }))).toBe(list);
  });

  it('finds the document wherever a pipeline has left its `_id`', () => {
    expect(merge(list, changed({ operationType: 'insert', fullDocument: { _id: 'c' } }))).toEqual([
      a,
      b,
      { _id: 'c' },
    ]);
    expect(merge(list, changed({ operationType: 'delete', fullDocumentBeforeChange: a }))).toEqual([b]);
    const insert = {
      operationType: 'insert',
      documentKey: { _id: 'c' },
      fullDocument: { title: 'C' } as never,
    };
    expect(merge(list, changed(insert))).toEqual([a, b, { _id: 'c', title: 'C' }]);
  });

  it('refuses an event that does not say which document it is about', () => {
    expect(() => merge(list, junk({ operationType: 'delete' }))).toThrow(/`documentKey` is missing$/);
  });

  describe('on two clients', () => {
    const byId = (one: Doc, other: Doc) => JSON.stringify(one._id).localeCompare(JSON.stringify(other._id));

    itConverges(
      '',
      {
        start: [a, b],
        handlers: { change: mongoCollection({ sort: byId }) },
        changes: changesOf(['a', 'b', { $oid: 'c' }]),
        isIdempotent: true,
      },
      170,
    );
  });
});
