import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { root } from './blocks.js';

interface Limit {
  readonly name: string;
  readonly limit?: string;
}

const limits = JSON.parse(readFileSync(`${root}/.size-limit.json`, 'utf8')) as readonly Limit[];

/** Rows of a table with a column of limits, by what they measure. */
function limitsIn(document: string): ReadonlyMap<string, string> {
  const text = readFileSync(`${root}/${document}`, 'utf8');
  const table = /^\| what .*\| limit in CI \|\n\|.*\n((?:\|.*\n)+)/m.exec(text)?.[1] ?? '';
  const rows = table.trim().split('\n');
  return new Map(
    rows.map((row) => {
      const cells = row.split('|').map((cell) => cell.trim());
      return [cells[1] ?? '', cells.at(-2) ?? ''];
    }),
  );
}

const toKb = (bytes: string) => `${(Number.parseInt(bytes) / 1000).toFixed(2)} kB`;

describe.each(['bench/RESULTS.md', 'docs/performance.md'])('The sizes in %s', (document) => {
  it('are measured anew where a limit has changed', () => {
    const told = limitsIn(document);
    expect(told.size).toBeGreaterThan(4);
    for (const { name, limit } of limits.filter(({ name }) => told.has(name)))
      expect([name, told.get(name)]).toEqual([name, limit === undefined ? '–' : toKb(limit)]);
  });
});
