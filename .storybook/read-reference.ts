import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** A property, option or method, as its own docstring has it. */
export interface ReferenceMember {
  readonly name: string;
  readonly isOptional: boolean;
  /** As it is written in the sources; for a method, its signature. */
  readonly type: string;
  readonly text: string;
}

export interface ReferenceExample {
  /** What the example is of; empty where it says nothing. */
  readonly title: string;
  readonly code: string;
}

/** What the docstring and the types of one public name say. */
export interface ReferenceEntry {
  readonly name: string;
  /** What it is imported from, such as `ably-models-react/persist`. */
  readonly from: string;
  readonly text: string;
  readonly returns: string;
  readonly throws: readonly string[];
  readonly examples: readonly ReferenceExample[];
  readonly members: readonly ReferenceMember[];
}

/** By name. */
export type Reference = Readonly<Record<string, ReferenceEntry>>;

const root = fileURLToPath(new URL('..', import.meta.url));

interface Settings {
  readonly compilerOptions: { readonly paths: Readonly<Record<string, readonly [string]>> };
}

/**
 * Reads the public names of the package, their docstrings and their options, from its sources.
 *
 * @returns also the files that it was read from
 * @throws Error where two entries have different things under one name
 */
export function readReference(): { readonly reference: Reference; readonly files: readonly string[] } {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, (path) => readFileSync(path, 'utf8')) as {
    config: Settings;
  };
  // Without the types of Node: nothing that is public has any of them.
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, root);
  options.types = [];
  // The same names as those of the package's exports: a test of the entries compares them.
  const entries = Object.entries(config.compilerOptions.paths)
    // An entry for production has the names of the one that is not.
    .filter(([from]) => !from.endsWith('/production'))
    .map(([from, [path]]) => [from, `${root}${path.slice('./'.length)}`] as const);
  const program = ts.createProgram(
    entries.map(([, path]) => path),
    options,
  );
  const checker = program.getTypeChecker();
  const reference = new Map<string, ReferenceEntry>();
  const owners = new Map<string, ts.Symbol>();
  for (const [from, path] of entries) {
    const source = program.getSourceFile(path);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`unable to read ${path}; it exports nothing`);
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const owner = owners.get(exported.name);
      if (owner === symbol) continue;
      if (owner !== undefined) throw new Error(`unable to tell ${exported.name} of ${from} from another one`);
      owners.set(exported.name, symbol);
      reference.set(exported.name, readEntry(checker, symbol, exported.name, from));
    }
  }
  const files = program
    .getSourceFiles()
    .map(({ fileName }) => fileName)
    .filter((path) => path.startsWith(`${root}src/`));
  return { reference: Object.fromEntries(reference), files };
}

function readEntry(checker: ts.TypeChecker, symbol: ts.Symbol, name: string, from: string): ReferenceEntry {
  const tags = symbol.getJsDocTags(checker);
  const textsOf = (tag: string) =>
    tags.filter((other) => other.name === tag).map(({ text }) => ts.displayPartsToString(text));
  return {
    name,
    from,
    text: textOf(checker, symbol),
    returns: textsOf('returns').join('\n'),
    throws: textsOf('throws').map(unwrap),
    examples: textsOf('example').map(toExample),
    members: readMembers(checker, symbol),
  };
}

const textOf = (checker: ts.TypeChecker, symbol: ts.Symbol): string =>
  ts.displayPartsToString(symbol.getDocumentationComment(checker));

/** The first line is a title where it is a sentence. */
function toExample(text: string): ReferenceExample {
  const [first = '', ...rest] = text.split('\n');
  const isTitle = rest.length > 0 && /^[A-Z]\w* \w/.test(first);
  return isTitle ? { title: first, code: rest.join('\n').trim() } : { title: '', code: text.trim() };
}

function readMembers(checker: ts.TypeChecker, symbol: ts.Symbol): readonly ReferenceMember[] {
  if (!(symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Class)))
    return [];
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  const parts = type.isUnion() ? type.types : [type];
  const names = new Set(parts.flatMap((part) => checker.getPropertiesOfType(part).map((own) => own.name)));
  return [...names].flatMap((name) => readMember(checker, parts, name) ?? []);
}

/** A member of a union is described by each part that has it; what two of them say alike is said once. */
function readMember(
  checker: ts.TypeChecker,
  parts: readonly ts.Type[],
  name: string,
): ReferenceMember | undefined {
  const owned = parts.map((part) => checker.getPropertyOfType(part, name));
  const found = owned.filter((member) => member !== undefined);
  // Of this package only: what a component hands on to its element is the element's.
  const declarations = found
    .flatMap(({ declarations = [] }) => declarations)
    .filter((node) => node.getSourceFile().fileName.startsWith(`${root}src/`));
  if (declarations.length === 0 || declarations.some(isHidden)) return undefined;
  return {
    name,
    isOptional: found.length < owned.length || found.some(({ flags }) => flags & ts.SymbolFlags.Optional),
    type: toUnion(declarations.flatMap(typesOf)),
    text: [...new Set(found.map((member) => textOf(checker, member)))].filter(Boolean).join('\n\n'),
  };
}

function isHidden(node: ts.Declaration): boolean {
  const name = ts.getNameOfDeclaration(node);
  return (
    name === undefined ||
    ts.isPrivateIdentifier(name) ||
    ts.isComputedPropertyName(name) ||
    Boolean(ts.getCombinedModifierFlags(node) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected))
  );
}

/** The parts of a member's type. */
function typesOf(node: ts.Declaration): readonly string[] {
  if (ts.isMethodSignature(node) || ts.isMethodDeclaration(node)) {
    const parameters = node.parameters.map((parameter) => unwrap(parameter.getText())).join(', ');
    return [`(${parameters}) => ${unwrap(node.type?.getText() ?? 'void')}`];
  }
  if (!ts.isPropertySignature(node) && !ts.isPropertyDeclaration(node) && !ts.isGetAccessor(node)) return [];
  const { type } = node;
  if (type === undefined) return [];
  const parts = ts.isUnionTypeNode(type) ? type.types : [type];
  return parts.map((part) => unwrap(part.getText()));
}

function toUnion(parts: readonly string[]): string {
  const distinct = new Set(parts);
  if (distinct.has('true') && distinct.has('false')) {
    distinct.delete('true');
    distinct.delete('false');
    distinct.add('boolean');
  }
  const isAlone = distinct.size === 1;
  return [...distinct]
    .sort((a, b) => Number(a === 'undefined') - Number(b === 'undefined'))
    .map((part) => (isAlone || !part.includes('=>') || part.endsWith(')') ? part : `(${part})`))
    .join(' | ');
}

/** On one line, as a cell of a table has it. */
const unwrap = (text: string): string => text.replace(/\s*\n\s*/g, ' ').trim();
