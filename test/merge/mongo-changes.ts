import fc from 'fast-check';
import { named, some, word } from './arbitraries.js';
import type { Change } from './steps.js';

const value = fc.oneof(
  word,
  fc.constantFrom(null, 1, 2),
  fc.array(word, { maxLength: 3 }),
  fc.record({ a: word, list: fc.array(word, { maxLength: 2 }) }),
);
const path = fc.constantFrom(
  'title',
  'a',
  'a.b',
  'a.list',
  'a.list.0',
  'list',
  'list.0',
  'list.2',
  'list.0.a',
);
const document = some({ title: word, a: value, list: fc.array(value, { maxLength: 3 }) });
const description = some({
  updatedFields: fc.dictionary(path, value, { maxKeys: 2 }),
  removedFields: fc.array(path, { maxLength: 1 }),
  truncatedArrays: fc.array(fc.record({ field: path, newSize: fc.nat(2) }), { maxLength: 1 }),
});

/** What a stream may say of some documents, in any order; more than MongoDB would: updates of what was never there. None has
 * a document that was looked up: that would have to fit what the backend has. */
export const changesOf = (ids: readonly unknown[]): fc.Arbitrary<Change> => {
  const of = (fields: Record<string, fc.Arbitrary<unknown>>) =>
    fc.tuple(fc.constantFrom(...ids), fc.record(fields)).map(([_id, { fullDocument, ...rest }]) => ({
      documentKey: { _id },
      ...rest,
      ...(fullDocument !== undefined && { fullDocument: fullDocument && { _id, ...fullDocument } }),
    }));
  const whole = of({ operationType: fc.constantFrom('insert', 'replace'), fullDocument: document });
  const update = of({ operationType: fc.constant('update'), updateDescription: description });
  return fc.oneof(
    { weight: 3, arbitrary: named('change', whole) },
    { weight: 5, arbitrary: named('change', update) },
    { weight: 2, arbitrary: named('change', of({ operationType: fc.constant('delete') })) },
    {
      weight: 1,
      arbitrary: named('change', fc.record({ operationType: fc.constantFrom('drop', 'modify') })),
    },
  );
};
