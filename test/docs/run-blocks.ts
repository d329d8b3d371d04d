import { compileFunction } from 'node:vm';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { blocksOf, isTypeScript, placeOf, type Block } from './blocks.js';

export type Module = Readonly<Record<string, unknown>>;
type Packages = Readonly<Record<string, Module>>;
type Require = (specifier: string) => Module;

const compilerOptions: ts.CompilerOptions = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2022,
  jsx: ts.JsxEmit.ReactJSX,
  // The packages that are given are modules as they are: a default import is their `default`.
  esModuleInterop: false,
};

const fileOf = ({ name, line, language }: Block): string => name ?? `line-${line}.${language}`;

/** Runs code as the body of a function that has these names. */
function evaluate(block: Block, code: string, given: Module, isAsync = false): void | Promise<void> {
  const { outputText } = ts.transpileModule(code, { compilerOptions, fileName: fileOf(block) });
  // A function within: what the code declares itself hides what it is given.
  const start = isAsync ? 'return (async () => {' : '(() => {';
  const body = `${start}${outputText.replaceAll('import.meta', 'meta')}\n})();`;
  const filename = `${block.document}/${fileOf(block)}`;
  const run = compileFunction(body, Object.keys(given), { filename }) as (
    ...values: unknown[]
  ) => void | Promise<void>;
  return run(...Object.values(given));
}

function filesOf(blocks: readonly Block[], packages: Packages) {
  const modules = new Map<string, Module>();
  const run = (name: string): Module => {
    const known = modules.get(name);
    if (known) return known;
    const block = blocks.find((other) => other.name === name);
    if (!block) throw new Error(`unable to run ${name}; the document has no such file`);
    const exports: Module = {};
    modules.set(name, exports);
    void evaluate(block, block.code, { require, exports, meta: {} });
    return exports;
  };
  const require = (specifier: string): Module => {
    const found = packages[specifier];
    if (found) return found;
    const file = ['.ts', '.tsx'].map((extension) => specifier.replace('./', '') + extension);
    return run(blocks.find(({ name }) => file.includes(name ?? ''))?.name ?? specifier);
  };
  return { run, require };
}

/**
 * Runs the files of a document, each once, as somebody who has copied them.
 *
 * @param packages what they may import besides each other, by name
 * @returns gives what the file of that name exports
 */
export function runnerOf(blocks: readonly Block[], packages: Packages): (name: string) => Module {
  return filesOf(blocks, packages).run;
}

/** The code of a fragment, made to export its variables, functions and imports, and its last expression as `default`. */
function toModule(block: Block, code: string): { readonly code: string; readonly isAsync: boolean } {
  const source = ts.createSourceFile(fileOf(block), `${code}export {};`, ts.ScriptTarget.ES2022, true);
  const names: string[] = [];
  const declare = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) names.push(name.text);
    else for (const element of name.elements) if (ts.isBindingElement(element)) declare(element.name);
  };
  const awaits = (node: ts.Node): boolean =>
    ts.isAwaitExpression(node) || (!ts.isFunctionLike(node) && ts.forEachChild(node, awaits) === true);
  const statements = source.statements.slice(0, -1);
  for (const statement of statements.filter((other) => !/^export\b/.test(other.getText()))) {
    if (ts.isVariableStatement(statement))
      for (const { name } of statement.declarationList.declarations) declare(name);
    if (ts.isFunctionDeclaration(statement) && statement.name) names.push(statement.name.text);
    const imported = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
    if (imported && ts.isNamedImports(imported))
      names.push(...imported.elements.filter(({ isTypeOnly }) => !isTypeOnly).map(({ name }) => name.text));
  }
  // Nobody would see what is imported and not used, and the compiler would leave it out.
  if (statements.every(ts.isImportDeclaration))
    for (const { importClause } of statements.filter(ts.isImportDeclaration)) {
      const named = importClause?.namedBindings;
      if (importClause?.name) names.push(importClause.name.text);
      if (named && ts.isNamedImports(named)) names.push(...named.elements.map(({ name }) => name.text));
    }
  const last = statements.at(-1);
  const end = last && ts.isExpressionStatement(last) ? last.getStart() : code.length;
  const result = end < code.length ? `export default ${code.slice(end)}` : '';
  const exported = `${code.slice(0, end)}${result}export { ${names.join(', ')} };`;
  return { code: exported, isAsync: statements.some(awaits) };
}

/**
 * Runs a block as somebody who has put it into a function of theirs.
 *
 * @param given what it takes as given, by name; `meta` is `import.meta`, and `elided` a function that is awaited where
 *   the block says `// …`, with its variables so far
 * @param require gives what it imports
 * @returns its variables, functions and imports by name, and what its last expression gives as `default`; a promise where
 *   the block awaits, and else not, so that a component may run it while it renders
 */
export function runFragment(block: Block, given: Module, require: Require): Module | Promise<Module> {
  const exports: Module = {};
  // Nothing is there to be seen before the block goes on, unless somebody looks.
  const whole = 'elided' in given ? block.code.replace(/^\/\/ …$/m, 'await elided(exports);') : block.code;
  const { code, isAsync } = toModule(block, whole);
  const run = evaluate(block, code, { meta: {}, ...given, require, exports }, isAsync);
  return run ? run.then(() => exports) : exports;
}

/** Runs its block with what it is given, as `runFragment` does. */
export type Run = (given?: Module) => Module | Promise<Module>;

/** Code that a test can run, and that no script runs (`<!-- newcomer: … -->`, `<!-- jest: … -->`). */
export const isToRun = (block: Block): boolean =>
  (isTypeScript(block) || block.language === 'js') && block.mark === undefined;

/**
 * Tests of the blocks of a document, each of which has to be run by one.
 *
 * @param packages what blocks may import besides the document's files, by name
 * @param cut a block into parts, each of which then has to be run by a test
 */
export function storiesOf(
  document: string,
  packages: Packages = {},
  cut: (block: Block) => readonly Block[] = (block) => [block],
) {
  const blocks = blocksOf(document);
  const toRun = blocks.filter(isToRun).flatMap(cut);
  const told = new Set<Block>();

  const find = (text: string): Block => {
    const found = toRun.filter(({ name, code }) => name === text || code.includes(text));
    const [block] = found.length > 1 ? found.filter(({ name }) => name === text) : found;
    if (!block)
      throw new Error(`unable to run "${text}" of ${document}; ${found.length} of its blocks have it`);
    return block;
  };

  /**
   * A test that runs blocks.
   *
   * @param texts of each block its name, or what it alone says
   * @param body is handed what runs each of them
   */
  const story = (texts: readonly string[], title: string, body: (...runs: Run[]) => unknown): void => {
    const own = texts.map(find);
    for (const block of own) told.add(block);
    it(title, async () => {
      const left = new Set(own);
      const runs = own.map((block): Run => {
        // Of its own: a server and a browser are two.
        const { require } = filesOf(blocks, packages);
        return (given = {}) => {
          left.delete(block);
          return runFragment(block, given, require);
        };
      });
      await body(...runs);
      expect([...left].map(placeOf), 'what the test has not run').toEqual([]);
    });
  };

  /** A test that is red while a block has no story. To be called last. */
  const all = (): void => {
    it('each block has its story', () => {
      expect(toRun.length).toBeGreaterThan(0);
      expect(toRun.filter((block) => !told.has(block)).map(placeOf)).toEqual([]);
    });
  };

  return { story, all };
}
