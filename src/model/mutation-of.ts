/** What `mutate` takes: one of the model's events, each with its own data. */
export type MutationOf<Events> = {
  readonly [Name in keyof Events & string]: MutationWith<Name, Events[Name]>;
}[keyof Events & string];

/** `data` may be left out where it may be `undefined`. */
type MutationWith<Name extends string, Data> = undefined extends Data
  ? { readonly name: Name; readonly data?: Data; readonly mutationId?: string }
  : { readonly name: Name; readonly data: Data; readonly mutationId?: string };
