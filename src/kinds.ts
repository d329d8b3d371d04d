/** What comes from outside may be anything; these tell what it is. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** A text that says something. */
export const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
