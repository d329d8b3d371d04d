import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');

/** The code block that follows the mark. */
function blockOf(page: string, mark: string): string | undefined {
  const [, after = ''] = page.split(`<!-- ${mark} -->`);
  return /^\s*```tsx\n(.*?\n)```\n/s.exec(after)?.[1];
}

it('The README shows the test that readme.test.tsx runs, in at most fifteen lines', () => {
  const test = read('readme.test.tsx');
  expect(blockOf(read('../../README.md'), 'test: readme.test.tsx')).toBe(test);
  expect(test.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(15);
});
