import { describe, expect, it } from 'vitest';
import type { Block } from './blocks.js';
import { runFragment } from './run-blocks.js';

const block = (code: string): Block => ({
  document: 'made-up.md',
  line: 1,
  language: 'tsx',
  name: undefined,
  mark: undefined,
  code,
});
const nothing = () => ({});

describe('A fragment that is run', () => {
  it('gives its variables, its functions and its last expression', () => {
    const code = 'const { a: [b] } = given;\nfunction c(d: number) {\n  return d + b;\n}\nc(1);\n';
    const { b, c, ...rest } = runFragment(block(code), { given: { a: [1] } }, nothing) as Record<
      string,
      unknown
    >;
    expect(b).toBe(1);
    expect(c).toBeTypeOf('function');
    expect(rest).toEqual({ default: 2 });
  });

  it('has what it imports, and gives it; what it declares hides what it is given', () => {
    const code = "import { one, type T } from 'package';\nexport const given: number = one + 1;\n";
    expect(runFragment(block(code), { given: 1 }, () => ({ one: 1 }))).toEqual({ one: 1, given: 2 });
  });

  it('gives what it imports where it does nothing else', () => {
    const imports = { default: 1, two: 2 };
    const run = runFragment(block("import one, { two } from 'package';\n"), {}, () => imports);
    expect(run).toMatchObject({ one: 1, two: 2 });
  });

  it('is waited for where it awaits itself, and only there', async () => {
    const run = runFragment(block('const a = await given;\n'), { given: Promise.resolve(1) }, nothing);
    expect(run).toBeInstanceOf(Promise);
    expect(await run).toEqual({ a: 1 });
    const code = 'const a = async () => {\n  await given;\n};\n';
    expect(runFragment(block(code), {}, nothing)).toEqual({ a: expect.any(Function) as unknown });
  });

  it('shows what it has where it says that something is left out', async () => {
    const seen: unknown[] = [];
    const elided = async (variables: object) => void seen.push({ ...variables });
    await runFragment(block('const a = 1;\n// …\nseen.push(2);\n'), { seen, elided }, nothing);
    expect(seen).toEqual([{ a: 1 }, 2]);
  });

  it('throws what it throws, and for a name that it is not given', async () => {
    expect(() => runFragment(block('missing;\n'), {}, nothing)).toThrow('missing is not defined');
    await expect(runFragment(block('await missing;\n'), {}, nothing)).rejects.toThrow(
      'missing is not defined',
    );
  });
});
