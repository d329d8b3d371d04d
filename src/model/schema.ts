/**
 * What the schemas of zod, valibot, arktype and others have in common: Standard Schema, version 1
 * (https://standardschema.dev). Declared here, so that our types need no package but ours.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    /** What goes in and what comes out, for the compiler. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
  };
}

/** A value that fits, as the schema makes it, or why it does not fit. */
export type SchemaResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] };

export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** By event name, the schemas of the events' data. */
export type EventSchemas = Readonly<Record<string, StandardSchema>>;

declare const none: unique symbol;

/** For a model whose events have none: no event name is a key of it. */
// A type, since no interface fits `EventSchemas`.
export type NoSchemas = { readonly [none]?: never };

/** What travels: what the backend publishes, and a mutation is made with. */
export type InputOf<Schema> = Schema extends StandardSchema<infer Input, unknown> ? Input : never;

/** What the schema makes of it: what a merge function is given. */
export type OutputOf<Schema> = Schema extends StandardSchema<unknown, infer Output> ? Output : never;
