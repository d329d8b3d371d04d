import { describe, expect, it } from 'vitest';
import { applyMongoChange, type MongoUpdate } from 'ably-models-react/merge';
import { frozen } from './event.js';
import { updated, type Doc } from './mongo-change.js';

/** What a document becomes by an update. */
function update<Fields extends object>(fields: Fields, description: MongoUpdate): unknown {
  const document: Doc = frozen({ _id: '1', ...fields });
  const next = applyMongoChange<Doc>(document, updated('1', description));
  const { _id, ...rest } = { ...next };
  expect(_id).toBe('1');
  return rest;
}

const set = (fields: object, updatedFields: Readonly<Record<string, unknown>>) =>
  update(fields, { updatedFields });

describe('an update of MongoDB', () => {
  it('sets fields, at any depth, and makes the objects on the way', () => {
    expect(set({ title: 'a' }, { title: 'b', text: null })).toEqual({ title: 'b', text: null });
    expect(set({ author: { name: 'Ada' } }, { 'author.name': 'Bo', 'author.born': 1815 })).toEqual({
      author: { name: 'Bo', born: 1815 },
    });
    expect(set({}, { 'a.b.c': 1 })).toEqual({ a: { b: { c: 1 } } });
    expect(set({ a: {} }, { 'a.0': 1 })).toEqual({ a: { 0: 1 } });
  });

  it('replaces a list as a whole, sets its items, and adds some, with `null` where it left a gap', () => {
    expect(set({ scores: [] }, { scores: [0.85] })).toEqual({ scores: [0.85] });
    expect(set({ scores: [0.85] }, { 'scores.1': 0.94 })).toEqual({ scores: [0.85, 0.94] });
    expect(set({ scores: [{ at: 1 }] }, { 'scores.0.at': 2 })).toEqual({ scores: [{ at: 2 }] });
    expect(set({ scores: [1] }, { 'scores.3': 4 })).toEqual({ scores: [1, null, null, 4] });
  });

  it('removes fields, and what is not there already is nothing', () => {
    expect(update({ a: { b: 1, c: 2 }, d: 3 }, { removedFields: ['a.b', 'd', 'e', 'e.f'] })).toEqual({
      a: { c: 2 },
    });
  });

  it('leaves `null` where an item of a list is removed', () => {
    expect(update({ list: [{ a: 1 }, 2] }, { removedFields: ['list.0.a', 'list.1'] })).toEqual({
      list: [{}, null],
    });
  });

  it('truncates lists before it sets their items', () => {
    const description = {
      truncatedArrays: [{ field: 'list', newSize: 2 }],
      updatedFields: { 'list.1.b': 3 },
    };

    expect(update({ list: ['foo', { a: 'bar' }, 1, 2] }, description)).toEqual({
      list: ['foo', { a: 'bar', b: 3 }],
    });
  });

  it('truncates no list that is short enough, and nothing that is no list', () => {
    const truncatedArrays = ['list', 'text', 'missing'].map((field) => ({ field, newSize: 2 }));

    expect(update({ list: [1], text: 'long' }, { truncatedArrays })).toEqual({ list: [1], text: 'long' });
  });

  it.each([[undefined], [-1], ['2'], [{ $numberInt: 'two' }]])(
    'refuses to truncate a list to %j',
    (newSize) => {
      expect(() => update({ list: [1, 2] }, { truncatedArrays: [{ field: 'list', newSize }] })).toThrow(
        /^its `truncatedArrays` have no `newSize`$/,
      );
    },
  );

  it('reads paths that can be read in two ways as the event says', () => {
    const fields = { 'home.town': 'Oxford', residences: [{ 0: 'Oxford' }, { 1: 'Sunbury' }] };

    expect(
      update(fields, {
        updatedFields: { 'home.town': 'London', 'residences.0.0': 'London' },
        disambiguatedPaths: { 'home.town': ['home.town'], 'residences.0.0': ['residences', 0, '0'] },
      }),
    ).toEqual({ 'home.town': 'London', residences: [{ 0: 'London' }, { 1: 'Sunbury' }] });
    expect(
      update(fields, { removedFields: ['home.town'], disambiguatedPaths: { 'home.town': ['home.town'] } }),
    ).toEqual({ residences: fields.residences });
  });

  it('reads indexes and sizes in extended JSON', () => {
    expect(
      update(
        { list: [[1, 2, 3], 4] },
        {
          truncatedArrays: [{ field: 'list.0', newSize: { $numberInt: '2' } }],
          updatedFields: { 'list.1': 5 },
          disambiguatedPaths: {
            'list.0': ['list', { $numberInt: '0' }],
            'list.1': ['list', { $numberLong: '1' }],
          },
        },
      ),
    ).toEqual({ list: [[1, 2], 5] });
  });

  it('passes over a path through what has become something else: a later event sets it again', () => {
    const fields = { text: 'a', nothing: null, list: [1], object: { a: 1 } };
    const disambiguatedPaths = { 'object.0': ['object', 0], 'missing.0': ['missing', 0] };
    const updatedFields = { 'text.a': 1, 'nothing.a': 1, 'list.a': 1, 'list.-1': 1, 'list.': 1 };

    expect(set(fields, updatedFields)).toEqual(fields);
    expect(update(fields, { updatedFields: { 'object.0': 1, 'missing.0': 1 }, disambiguatedPaths })).toEqual(
      fields,
    );
  });

  it('keeps the identity of what is on no path, and of the document where nothing comes of it', () => {
    const document: Doc = frozen({ _id: '1', a: { b: { c: 1 } }, d: { e: 1 } });
    const merge = (updatedFields: Readonly<Record<string, unknown>>) =>
      applyMongoChange(document, updated('1', { updatedFields }));

    expect(merge({ 'a.b.c': 2 })).toMatchObject({ a: { b: { c: 2 } } });
    expect(merge({ 'a.b.c': 2 })?.['d']).toBe(document['d']);
    expect(merge({ 'a.b': { c: 1 } })).toBe(document);
  });

  it('takes a `__proto__` for a field like any other', () => {
    const next = applyMongoChange<Doc>(
      { _id: '1' },
      updated('1', { updatedFields: { '__proto__.isAdmin': true } }),
    );

    expect(Object.getPrototypeOf(next)).toBe(Object.prototype);
    expect(Object.keys(next ?? {})).toEqual(['_id', '__proto__']);
    expect('isAdmin' in {}).toBe(false);
  });

  it('fills in no more items than MongoDB does', () => {
    expect(() => set({ list: [1] }, { 'list.4000000000': 1 })).toThrow(
      /^it sets item 4000000000 of a list of 1$/,
    );
  });
});
