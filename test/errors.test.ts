import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8');

const [, union = ''] = /export type ModelsErrorCode =([^;]*);/.exec(read('src/errors.ts')) ?? [];
const codes = [...union.matchAll(/'([a-z-]+)'/g)].map(([, code]) => code as string);

const sections = read('docs/errors.md')
  .split(/^## /m)
  .slice(1)
  .map((section) => {
    const [code = '', ...lines] = section.split('\n');
    return { code, text: lines.join('\n') };
  });

describe('each error code', () => {
  it('has a heading of its own in docs/errors.md, in the same order, with why it happens and what to do', () => {
    expect(sections.map(({ code }) => code)).toEqual(codes);
    for (const { code, text } of sections) {
      expect(text, code).toMatch(
        /^\n\S[\s\S]*\.\n\n- \*\*Why it happens\*\*: [\s\S]*?\.\n- \*\*What to do\*\*: /,
      );
      expect(text, code).toMatch(/\n- \*\*Tried again\*\*: by .*\.\n/);
    }
  });

  it('says in docs/errors.md that the model tries again where it does, and nowhere else', () => {
    const [, transient = ''] = /const TRANSIENT[^[]*\[([^\]]*)\]/.exec(read('src/model/core-model.ts')) ?? [];
    const retried = [...transient.matchAll(/'([a-z-]+)'/g)].map(([, code]) => code);
    const said = sections.filter(({ text }) => text.includes('**Tried again**: by the model'));

    expect(retried).not.toEqual([]);
    expect(said.map(({ code }) => code).sort()).toEqual(retried.sort());
  });

  it.each(codes)('%s is expected by a test', (code) => {
    const tests = readdirSync(`${root}/test`, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.test\.tsx?$/.test(path))
      .map((path) => read(`test/${path}`));

    expect(tests.some((text) => text.includes(`'${code}'`))).toBe(true);
  });
});
