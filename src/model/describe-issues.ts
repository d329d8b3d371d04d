import type { SchemaIssue } from './schema.js';

/** As many as fit a message: of a list of a thousand wrong items, the first ones tell. */
const SHOWN = 3;

/** Why a value does not fit its schema, with the place of each issue: `at comments[2].text: expected string`. */
export function describeIssues(issues: readonly SchemaIssue[]): string {
  const shown = issues.slice(0, SHOWN).map(({ message, path = [] }) => {
    return path.length === 0 ? message : `at ${pathOf(path)}: ${message}`;
  });
  const more = issues.length - shown.length;
  return shown.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

function pathOf(path: NonNullable<SchemaIssue['path']>): string {
  let text = '';
  for (const segment of path) {
    const key = typeof segment === 'object' ? segment.key : segment;
    if (typeof key === 'number') text += `[${key}]`;
    else text += (text === '' ? '' : '.') + String(key);
  }
  return text;
}
