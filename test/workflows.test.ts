import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';

const folder = new URL('../.github/workflows/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, folder), 'utf8');
const { scripts } = JSON.parse(read('../../package.json')) as { scripts: Record<string, string> };

describe('The workflows', () => {
  it.each(readdirSync(folder))('%s is one that GitHub takes: no job is told twice', (name) => {
    const { errors } = parseDocument(read(name), { uniqueKeys: true });
    expect(errors.map(({ message }) => message)).toEqual([]);
  });

  it.each(readdirSync(folder))('%s runs only what there is', (name) => {
    const run = [...read(name).matchAll(/npm run ([\w:]+)/g)].map(([, script = '']) => script);
    expect(run.length).toBeGreaterThan(0);
    expect(run.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
  });
});
