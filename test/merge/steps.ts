import fc from 'fast-check';

/** What a user or the backend does to a state. */
export interface Change {
  readonly name: string;
  readonly data: unknown;
}

/** What happens to two models on one channel; `pick` chooses one of what there is at the time. */
export type Step =
  | { readonly kind: 'mutate'; readonly by: 0 | 1; readonly change: Change }
  | { readonly kind: 'backend'; readonly change: Change }
  | { readonly kind: 'confirm' | 'reject' | 'cancel'; readonly pick: number }
  | { readonly kind: 'twice'; readonly by: 0 | 1 }
  | { readonly kind: 'sync'; readonly by: 0 | 1; readonly overlap: number }
  | { readonly kind: 'wait'; readonly ms: number };

const by = fc.constantFrom(0 as const, 1 as const);
const pick = fc.nat(7);
const kind = <const Kind extends string>(name: Kind) => fc.constant(name);

/** @param overlap by how many events a sync result may be newer than its position, at most */
export const stepsOf = (change: fc.Arbitrary<Change>, overlap: number): fc.Arbitrary<readonly Step[]> =>
  fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.record({ kind: kind('mutate'), by, change }) },
      { weight: 4, arbitrary: fc.record({ kind: kind('backend'), change }) },
      { weight: 4, arbitrary: fc.record({ kind: kind('confirm'), pick }) },
      { weight: 1, arbitrary: fc.record({ kind: kind('reject'), pick }) },
      { weight: 1, arbitrary: fc.record({ kind: kind('cancel'), pick }) },
      { weight: 2, arbitrary: fc.record({ kind: kind('twice'), by }) },
      { weight: 1, arbitrary: fc.record({ kind: kind('sync'), by, overlap: fc.nat(overlap) }) },
      { weight: 3, arbitrary: fc.record({ kind: kind('wait'), ms: fc.integer({ min: 1, max: 6 }) }) },
    ),
    { minLength: 5, maxLength: 30, size: 'max' },
  );
