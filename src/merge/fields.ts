export type Fields = Record<string, unknown>;

/** An object that has fields, and no items. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A copy with one field set. Neither assigned nor inherited: `__proto__` is a field like any other. */
export const withField = (fields: object, name: string, value: unknown): Fields => ({
  ...fields,
  [name]: value,
});

/** A copy without the field. */
export function withoutField(fields: object, name: string): Fields {
  const { [name]: _removed, ...rest } = fields as Fields;
  return rest;
}
