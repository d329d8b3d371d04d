import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { codeBlock } from '../../scripts/code-block.mjs';

const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');

it('The README shows the test that readme.test.tsx runs, in at most fifteen lines', () => {
  const test = read('readme.test.tsx');
  expect(codeBlock('README.md', 'test: readme.test.tsx')).toBe(test);
  expect(test.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(15);
});
