import { describe, expect, it, vi } from 'vitest';
import { server } from 'vitest/browser';
import { ask, noesOf, play } from './answers.js';
import { isInterrupted, questions } from './questions.js';
import { START } from './subject.js';
import { withTable } from './table.js';

// As long as a slow machine may take: nothing is asserted of the time.
const slow = { timeout: 60_000 };
const numbered = questions.map((question, index) => [`${index + 1}. ${question.title}`, question] as const);
/** Those of the docs. The forgetful store is wrong on purpose, and is here to be found out. */
const stores = ['useModel', 'useSyncExternalStore', 'naive store', 'React state'] as const;

const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);

describe('useModel answers as a bare useSyncExternalStore does', slow, () => {
  it.each(numbered)('%s', async (_, question) => {
    expect(await ask('useModel', question)).toBe(await ask('useSyncExternalStore', question));
  });
});

it('useModel, deferred, is interrupted by typing: what the docs advise', slow, async () => {
  expect(isInterrupted(await play('useModel', 'deferred type'))).toBe(true);
});

describe('Of the stores beside it', slow, () => {
  it('React state passes everything', async () => {
    expect(await noesOf('React state')).toEqual([]);
  });

  it('a bare useSyncExternalStore passes all but that it is interrupted and that it branches', async () => {
    expect(await noesOf('useSyncExternalStore')).toEqual([5, 6]);
  });

  it('a naive one tears for a time wherever it can, and for good where it was mounted', async () => {
    expect(await noesOf('naive store')).toEqual([2, 3, 4, 6, 8, 9, 10]);
  });

  it('one that forgets its listeners stays torn after an update too', async () => {
    expect(await noesOf('forgetful store', [1, 7])).toEqual([1, 7]);
  });

  it('React warns of the naive one, and of nothing else', async () => {
    await play('naive store', 'update');
    expect([...new Set(warn.mock.calls.flat())]).toEqual([
      expect.stringContaining('Detected a large number of updates inside startTransition'),
    ]);
  });
});

// Or nothing could have torn, and the answers would be worth nothing.
describe.each(['useModel', 'useSyncExternalStore', 'naive store'] as const)('The count of: %s', (name) => {
  it.each([
    ['mount', START],
    ['deferred update', START + 1],
    ['deferred mount', START],
  ] as const)('changes while the fifty are half rendered: %s', slow, async (scenario, before) => {
    const { begun, finished } = await play(name, scenario);
    expect([...begun]).toContain(before);
    expect([...finished]).not.toContain(before);
  });
});

it('docs/concurrent-rendering.md says so; else run npm run test:concurrent -- --update', slow, async () => {
  const rows: string[][] = [['', ...stores]];
  for (const [title, question] of numbered) {
    const row: string[] = [title];
    for (const store of stores) row.push(await ask(store, question));
    rows.push(row);
  }
  const path = 'docs/concurrent-rendering.md';
  const page = await server.commands.readFile(path);
  await expect(withTable(page, rows)).toMatchFileSnapshot(`${server.config.root}/${path}`);
});
