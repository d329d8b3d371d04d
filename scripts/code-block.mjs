import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The code block that follows `<!-- mark -->` in a document.
 *
 * @param {string} document its path from the root
 * @param {string} mark
 * @returns {string}
 * @throws {Error} when there is none
 */
export function codeBlock(document, mark) {
  const [, after] = readFileSync(join(root, document), 'utf8').split(`<!-- ${mark} -->`);
  const code = after?.match(/^\s*```\w+\n(.*?\n)```\n/s)?.[1];
  if (code === undefined) throw new Error(`${document} has no code block after <!-- ${mark} -->`);
  return code;
}
