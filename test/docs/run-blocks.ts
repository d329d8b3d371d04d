import { compileFunction } from 'node:vm';
import ts from 'typescript';
import type { Block } from './blocks.js';

type Module = Readonly<Record<string, unknown>>;

const compilerOptions: ts.CompilerOptions = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2022,
  jsx: ts.JsxEmit.ReactJSX,
};

/**
 * Runs the files of a document, each once, as somebody who has copied them.
 *
 * @param packages what they may import besides each other, by name
 * @returns gives what the file of that name exports
 */
export function runnerOf(
  blocks: readonly Block[],
  packages: Readonly<Record<string, Module>>,
): (name: string) => Module {
  const modules = new Map<string, Module>();
  const run = (name: string): Module => {
    const known = modules.get(name);
    if (known) return known;
    const block = blocks.find((other) => other.name === name);
    if (!block) throw new Error(`unable to run ${name}; the document has no such file`);
    const { outputText } = ts.transpileModule(block.code, { compilerOptions, fileName: name });
    const exports: Module = {};
    modules.set(name, exports);
    const filename = `${block.document}/${name}`;
    const body = compileFunction(outputText, ['require', 'exports'], { filename }) as (
      require: (specifier: string) => Module,
      exports: Module,
    ) => void;
    body(resolve, exports);
    return exports;
  };
  const resolve = (specifier: string): Module => {
    const found = packages[specifier];
    if (found) return found;
    const file = ['.ts', '.tsx'].map((extension) => specifier.replace('./', '') + extension);
    return run(blocks.find(({ name }) => file.includes(name ?? ''))?.name ?? specifier);
  };
  return run;
}
