import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { blocksOf, documents, isTypeScript, placeOf, root, type Block } from './blocks.js';
import { given } from './given.js';
import { isToRun } from './run-blocks.js';
import { typeCheck } from './type-check.js';

const all = new Map(documents.map((document) => [document, blocksOf(document)]));
const blocks = [...all.values()].flat();

const made = (name: string | undefined, code: string): Block => ({
  document: 'made-up.md',
  line: name === undefined ? 1 : 11,
  language: 'tsx',
  name,
  mark: undefined,
  code,
});
const wrongFragment = made(undefined, `const { data } = useModel(post('1'));\ndata.titel;\n`);
const wrongFile = made('wrong.tsx', `const unread = client.cursors();\n`);

/** One for all, since most of it is reading the types of others. */
const checked = typeCheck([...blocks.filter(isTypeScript), wrongFragment, wrongFile], given);

const { scripts, bin } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as {
  scripts: Record<string, string>;
  bin: Record<string, string>;
};

/** Commands of a shell block that this package has to have. */
function missingCommands({ code }: Block): string[] {
  const named = [...code.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(
    ([, run, short]) => run ?? short ?? '',
  );
  // `dev` is a script of the app that the quick start makes.
  const missing = named.filter((name) => !(name in scripts) && name !== 'dev');
  const programs = [...code.matchAll(/\bnpx (ably[\w-]*)/g)].map(([, name = '']) => name);
  return [...missing, ...programs.filter((name) => !(name in bin))];
}

/** What is wrong with a block that is no TypeScript. */
function complaintsAboutOther(block: Block): readonly unknown[] {
  switch (block.language) {
    case 'sh':
      return missingCommands(block);
    case 'js': {
      const { diagnostics = [] } = ts.transpileModule(block.code, {
        reportDiagnostics: true,
        fileName: 'block.mjs',
      });
      return diagnostics.map(({ messageText }) => messageText);
    }
    case 'json':
      try {
        JSON.parse(block.code);
        return [];
      } catch (thrown) {
        return [thrown];
      }
    case '':
      return /[─│▶]/.test(block.code) ? [] : ['is neither code of a known language nor a drawing'];
    default:
      return [`nobody checks blocks of ${block.language}`];
  }
}

describe.each(documents)('the blocks of %s', (document) => {
  const own = all.get(document) ?? [];

  it('compile', () => {
    expect(own.filter(isTypeScript).flatMap(checked.complaintsAbout)).toEqual([]);
  });

  it('that are no TypeScript are checked as what they are', () => {
    for (const block of own.filter((other) => !isTypeScript(other)))
      expect(complaintsAboutOther(block), placeOf(block)).toEqual([]);
  });

  it('that are whole files import what they use', () => {
    for (const block of own.filter(isTypeScript).filter(({ name }) => name !== undefined))
      expect(checked.takenBy(block), placeOf(block)).toEqual([]);
  });
});

describe('Blocks that a test is to run', () => {
  it('are asked for, document by document', () => {
    const tests = readdirSync(`${root}/test/docs`)
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => readFileSync(`${root}/test/docs/${name}`, 'utf8'));
    const isAskedFor = (document: string) =>
      tests.some((test) => /\n *all\(\);/.test(test) && test.includes(`'${document}'`));
    // The guide asks for its files itself.
    const left = documents.filter((document) => all.get(document)?.some(isToRun) && !isAskedFor(document));
    expect(left).toEqual(['docs/guide.md']);
  });
});

describe('Blocks that a script runs', () => {
  const text = ['test-newcomer', 'test-package']
    .map((name) => readFileSync(`${root}/scripts/${name}.mjs`, 'utf8'))
    .join('');

  it('are named there', () => {
    const marks = blocks.flatMap(({ mark }) => mark ?? []);
    expect(marks.length).toBeGreaterThan(5);
    const isNamed = (mark: string) =>
      [mark, mark.replace(/^\w+: /, '')].some((name) => text.includes(`'${name}'`));
    expect(marks.filter((mark) => !isNamed(mark))).toEqual([]);
  });
});

describe.each(['vitest', 'jest'])('What the documents install for %s', (runner) => {
  const installing = blocks.filter(({ code }) => code.includes('npm install -D '));
  const own = installing.filter(({ code }) => code.includes(`npx ${runner}`));
  const project = JSON.parse(readFileSync(`${root}/test-package/${runner}/package.json`, 'utf8')) as {
    scripts: { test: string };
    devDependencies: Record<string, string>;
  };

  it('is what `npm run test:package` runs it with', () => {
    expect(own.length).toBeGreaterThan(0);
    // Testing Library's version goes with React's; and one of the two environments of a page is enough.
    const used = ['@testing-library/react', ...Object.keys(project.devDependencies)].filter(
      (name) => name !== 'jsdom',
    );
    for (const block of own) {
      // What goes with every runner a document may say once, in a block that runs none.
      const code = installing
        .filter((other) => other === block || !other.code.includes('npx '))
        .filter(({ document }) => document === block.document)
        .map((other) => other.code);
      const lines = [...code.join('').matchAll(/npm install -D (.*)/g)].map(([, names = '']) => names);
      expect(lines.join(' ').split(' ').sort(), placeOf(block)).toEqual(used.sort());
      const command = block.code.trim().split('\n').at(-1)?.replace('npx ', '');
      expect(project.scripts.test.replaceAll(' run ', ' '), placeOf(block)).toContain(command);
    }
  });
});

describe('CONTRIBUTING.md', () => {
  it('lists each command', () => {
    const text = readFileSync(`${root}/CONTRIBUTING.md`, 'utf8');
    const named = new Set([...text.matchAll(/\bnpm (?:run )?([\w:-]+)/g)].map(([, name]) => name));
    expect(Object.keys(scripts).filter((name) => !named.has(name))).toEqual([]);
  });
});

describe('the check', () => {
  it('finds what does not compile, and says where', () => {
    const [possiblyUndefined, noSuchProperty, ...others] = checked.complaintsAbout(wrongFragment);
    expect(possiblyUndefined).toBe("made-up.md:3 'data' is possibly 'undefined'.");
    expect(noSuchProperty).toMatch(/^made-up.md:3 Property 'titel' does not exist/);
    expect(others).toEqual([]);
  });

  it('finds what a whole file declares and never uses, and what it takes as given', () => {
    expect(checked.complaintsAbout(wrongFile)).toEqual([
      "made-up.md:12 'unread' is declared but its value is never read.",
    ]);
    expect(checked.takenBy(wrongFile)).toEqual(['client']);
  });

  it('finds commands that do not exist, and code of a language that it does not know', () => {
    const complaints = (language: string, code: string) =>
      complaintsAboutOther({ ...wrongFragment, language, code });
    expect(complaints('sh', 'npm run nothing && npm test\nnpx ably-models-vue local-ably\n')).toEqual([
      'nothing',
      'ably-models-vue',
    ]);
    expect(complaints('js', 'const = 1;\n')).not.toEqual([]);
    expect(complaints('json', '{ "one": }\n')).not.toEqual([]);
    expect(complaints('', 'const one = 1;\n')).not.toEqual([]);
    expect(complaints('rust', 'let one = 1;\n')).not.toEqual([]);
  });

  it('gives fragments nothing that is wrong in itself, and no name that none of them takes', () => {
    expect(checked.complaintsAboutGiven).toEqual([]);
    const taken = new Set(blocks.filter(isTypeScript).flatMap(checked.takenBy));
    expect(checked.given.filter((name) => !taken.has(name))).toEqual([]);
    expect(checked.given).toContain('useModel');
  });
});
