import { ModelsError, reasonOf } from '../errors.js';
import { isObject } from '../kinds.js';
import { describeEvent } from './describe-event.js';
import { describeIssues } from './describe-issues.js';
import type { ChangeEvent } from './event.js';
import type { EventSchemas, SchemaResult, StandardSchema } from './schema.js';

/**
 * A sync function's answer, its data as the schema makes it. What is no answer at all is left to whoever asked for it.
 *
 * @throws ModelsError `sync-result-invalid`
 */
export async function checkSyncAnswer(
  model: string,
  schema: StandardSchema,
  answer: unknown,
): Promise<unknown> {
  if (!isObject(answer) || !('data' in answer)) return answer;
  const result = await validate(schema, answer['data']);
  if (result.issues === undefined) return { ...answer, data: result.value };
  throw new ModelsError(
    'sync-result-invalid',
    `unable to sync model "${model}"; the sync function answered data that does not fit the schema: ` +
      describeIssues(result.issues),
    { cause: result.issues },
  );
}

/**
 * An event with its data as its schema makes it. One without a schema is left as it is: a backend may publish a
 * new kind of event before every browser knows it.
 *
 * @throws ModelsError `event-invalid`; `invalid-options` for a schema that answers later, since an event that
 *   waits is overtaken by the next
 */
export function checkEvent<Event extends ChangeEvent>(
  model: string,
  schemas: EventSchemas,
  event: Event,
): Event {
  const { name, data } = event;
  const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
  if (schema === undefined) return event;
  const doing = `unable to merge ${describeEvent(event)} into model "${model}"`;
  const result = validate(schema, data);
  if (result instanceof Promise) {
    // An event that waited for it would be overtaken by the next.
    throw new ModelsError('invalid-options', `${doing}; its schema must be synchronous`);
  }
  if (result.issues === undefined) return { ...event, data: result.value };
  const why = `its data does not fit the schema: ${describeIssues(result.issues)}`;
  throw new ModelsError('event-invalid', `${doing}; ${why}`, { cause: result.issues });
}

/** A schema that throws is one that the value does not fit: its own `transform` may not expect such a value. */
function validate(
  schema: StandardSchema,
  value: unknown,
): SchemaResult<unknown> | Promise<SchemaResult<unknown>> {
  const refuse = (thrown: unknown) => ({ issues: [{ message: `the schema threw: ${reasonOf(thrown)}` }] });
  try {
    const result = schema['~standard'].validate(value);
    return result instanceof Promise ? result.catch(refuse) : result;
  } catch (thrown) {
    return refuse(thrown);
  }
}

/**
 * For callers without types, and for libraries of a version that speaks no Standard Schema yet.
 *
 * @throws ModelsError `invalid-options`
 */
export function assertSchemas(
  doing: string,
  { schema, events }: { readonly schema?: unknown; readonly events?: unknown },
): void {
  const invalid = (option: string, what: string) =>
    new ModelsError('invalid-options', `unable to ${doing}; \`${option}\` must be ${what}`);
  const what = 'a Standard Schema (of zod, valibot, arktype, …)';
  if (schema !== undefined && !isSchema(schema)) throw invalid('schema', what);
  if (events === undefined) return;
  if (typeof events !== 'object' || events === null) throw invalid('events', 'schemas by event name');
  for (const [name, each] of Object.entries(events)) {
    if (!isSchema(each)) throw invalid(`events["${name}"]`, what);
  }
}

/** Some are functions: arktype's are called to validate. */
function isSchema(value: unknown): value is StandardSchema {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  const standard = (value as { readonly '~standard'?: { readonly validate?: unknown } })['~standard'];
  return typeof standard?.validate === 'function';
}
