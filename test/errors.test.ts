import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8');

const [, union = ''] = /export type ModelsErrorCode =([^;]*);/.exec(read('src/errors.ts')) ?? [];
const codes = [...union.matchAll(/'([a-z-]+)'/g)].map(([, code]) => code as string);

describe('each error code', () => {
  it('stands in the table of the README, in the same order, with what happened', () => {
    const [, errors = ''] = /\n## Errors\n[\s\S]*?\n\| -.*\n([\s\S]*?)\n\n/.exec(read('README.md')) ?? [];
    const rows = [...errors.matchAll(/^\| `([a-z-]+)` +\| (.*?) +\|/gm)];

    expect(rows.map(([, code]) => code)).toEqual(codes);
    for (const [, , happened] of rows) expect(happened).toMatch(/^\S.*\.$/);
  });

  it.each(codes)('%s is expected by a test', (code) => {
    const tests = readdirSync(`${root}/test`, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.test\.tsx?$/.test(path))
      .map((path) => read(`test/${path}`));

    expect(tests.some((text) => text.includes(`'${code}'`))).toBe(true);
  });
});
