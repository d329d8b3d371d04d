import fc from 'fast-check';
import type { Change } from './steps.js';

/** Few, so that changes meet. */
export const word = fc.constantFrom('a', 'b', 'c');

/** Changes of one name. */
export const named = <Data>(name: string, data: fc.Arbitrary<Data>): fc.Arbitrary<Change> =>
  data.map((each) => ({ name, data: each }));

/** An object with some of these fields. */
export const some = <Fields extends Record<string, fc.Arbitrary<unknown>>>(fields: Fields) =>
  fc.record(fields, { requiredKeys: [] });
