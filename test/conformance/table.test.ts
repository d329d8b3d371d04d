import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { withTable } from './table.js';

const path = fileURLToPath(new URL('../../docs/comparison.md', import.meta.url));

it('docs/comparison.md says what the conformance suite says; else run npm run conformance', async () => {
  await expect(await withTable(path, await readFile(path, 'utf8'))).toMatchFileSnapshot(path);
});
