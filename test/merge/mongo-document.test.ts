import { describe, expect, it } from 'vitest';
import { applyMongoChange } from 'ably-models-react/merge';
import { itConverges } from './converge.js';
import { frozen, junk } from './event.js';
import { changed, deleted, inserted, updated, type Doc } from './mongo-change.js';
import { changesOf } from './mongo-changes.js';

const post: Doc = frozen({ _id: '1', title: 'a', author: { name: 'Ada' } });

describe('applyMongoChange', () => {
  it('follows a document from its insertion to its deletion', () => {
    const made = applyMongoChange<Doc>(null, inserted(post));
    const renamed = applyMongoChange(made, updated('1', { updatedFields: { title: 'b' } }));
    const replacement = { _id: '1', text: 't' };
    const replace = { operationType: 'replace', documentKey: { _id: '1' }, fullDocument: replacement };
    const replaced = applyMongoChange(renamed, changed(replace));
    const gone = applyMongoChange(replaced, deleted('1'));

    expect([made, renamed, replaced, gone]).toEqual([post, { ...post, title: 'b' }, replacement, null]);
  });

  it('answers the same document to what it contains already', () => {
    expect(applyMongoChange(post, inserted({ ...post }))).toBe(post);
    expect(
      applyMongoChange(post, updated('1', { updatedFields: { title: 'a' }, removedFields: ['b'] })),
    ).toBe(post);
    expect(applyMongoChange<Doc>(null, deleted('1'))).toBeNull();
  });

  it('is not changed by the events of another document', () => {
    expect(applyMongoChange(post, deleted('2'))).toBe(post);
    expect(applyMongoChange(post, updated('2', { updatedFields: { title: 'b' } }))).toBe(post);
  });

  it.each<[string, unknown, unknown, boolean]>([
    ['an ObjectId, as text', { $oid: '599af247bb69cd89961c986d' }, '599af247bb69cd89961c986d', true],
    ['another ObjectId', { $oid: '599af247bb69cd89961c986d' }, '599af247bb69cd89961c986e', false],
    ['an integer', { $numberInt: '7' }, 7, true],
    ['a long integer', { $numberLong: '7' }, 7, true],
    ['a number', { $numberDouble: '7.0' }, 7, true],
    ['a number, as text', 7, '7', false],
    ['a compound key', { a: 1, b: 'x' }, { a: 1, b: 'x' }, true],
    ['another compound key', { a: 1, b: 'x' }, { a: 1, b: 'y' }, false],
    ['a UUID', { $uuid: 'c0ffee' }, { $uuid: 'c0ffee' }, true],
  ])('knows its document by %s', (_what, inEvent, inState, isSame) => {
    const document = frozen<Doc>({ _id: inState, title: 'a' });

    expect(applyMongoChange(document, deleted(inEvent))).toBe(isSame ? null : document);
  });

  it('goes by what was updated, and not by a document that was looked up later', () => {
    const later = { fullDocument: { _id: '1', title: 'c' } };

    expect(applyMongoChange(post, updated('1', { updatedFields: { title: 'b' } }, later))).toEqual({
      ...post,
      title: 'b',
    });
  });

  it('takes the looked up document where it has none, or where the event says nothing else', () => {
    const fullDocument = { _id: '1', title: 'c' };
    const update = { operationType: 'update', documentKey: { _id: '1' }, fullDocument };

    expect(applyMongoChange<Doc>(null, updated('1', {}, { fullDocument }))).toEqual(fullDocument);
    expect(applyMongoChange(post, changed(update))).toEqual(fullDocument);
  });

  it('stays as it is by an update of what it does not have, or of what was deleted by the time of the look-up', () => {
    const update = { operationType: 'update', documentKey: { _id: '1' }, fullDocument: null };

    expect(applyMongoChange<Doc>(null, updated('1', { updatedFields: { title: 'b' } }))).toBeNull();
    expect(applyMongoChange(post, changed(update))).toBe(post);
  });

  it.each(['drop', 'rename', 'dropDatabase', 'invalidate'])('is gone after `%s`', (operationType) => {
    expect(applyMongoChange(post, changed({ operationType }))).toBeNull();
  });

  it.each(['createIndexes', 'modify', 'shardCollection', 'what comes next'])(
    'is not changed by `%s`',
    (operationType) => {
      expect(applyMongoChange(post, changed({ operationType }))).toBe(post);
    },
  );

  it('reads what a pipeline left: no document key, no `_id` in the document, half of an update', () => {
    const { _id, ...rest } = post;
    const before = { operationType: 'delete', fullDocumentBeforeChange: { _id: '2' } };

    expect(applyMongoChange(post, changed({ operationType: 'delete' }))).toBeNull();
    expect(applyMongoChange(post, changed(before))).toBe(post);
    const insert = { operationType: 'insert', documentKey: { _id }, fullDocument: rest as unknown as Doc };
    expect(applyMongoChange<Doc>(null, changed(insert))).toEqual(post);
    expect(applyMongoChange(post, updated('1', {}))).toBe(post);
  });

  it.each<[object | null, RegExp]>([
    [null, /^its data are no change event of MongoDB/],
    [{ title: 'b' }, /`operationType` is missing$/],
    [{ operationType: 'insert' }, /^its `insert` has no `fullDocument`$/],
    [{ operationType: 'replace', fullDocument: null }, /^its `replace` has no `fullDocument`$/],
    [{ operationType: 'update' }, /^its `update` has neither `updateDescription` nor `fullDocument`$/],
    [{ operationType: 'update', splitEvent: { fragment: 1, of: 2 } }, /^it is a fragment of a change event/],
  ])('refuses %j: without what is missing, the state would be wrong', (data, why) => {
    expect(() => applyMongoChange(post, junk(data))).toThrow(why);
  });

  describe('on two clients', () => {
    itConverges(
      '',
      {
        start: post,
        handlers: { change: applyMongoChange },
        changes: changesOf(['1']),
        isIdempotent: true,
      },
      160,
    );
  });
});
