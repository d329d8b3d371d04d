import ts from 'typescript';
import { root, type Block } from './blocks.js';

/** Nowhere on the disk, and beneath the root, where the packages are found. */
const folder = `${root}/test/docs/of-the-documents`;
const givenPath = `${folder}/given.ts`;

/** The application's file that the README's test imports. */
const component = [
  `${folder}/README.md/comments.ts`,
  `export { Comments } from '../../../testing/comments.js';`,
] as const;

/** Complaints of a name that nobody uses: natural in a fragment, an oversight in a whole file. */
const unused = new Set([6133, 6192, 6196, 6198, 6199]);

function pathOf({ document, name, language, line }: Block): string {
  // Flat: whoever imports `./comments` gets the document's `comments.tsx`, wherever the one or the other is said to be.
  return `${folder}/${document.replaceAll('/', '-')}/${name ?? `line-${line}.${language}`}`;
}

/** The compiler's settings are those of the repository, so that its public names lead to its sources. */
function settings(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(`${root}/tsconfig.json`, (path) => ts.sys.readFile(path)) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, root);
  // Forced, since a block without an import is a file of its own all the same.
  return { ...options, noEmit: true, moduleDetection: ts.ModuleDetectionKind.Force };
}

/** Reads these files before those of the disk. */
function hostWith(files: ReadonlyMap<string, string>, options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  host.readFile = (path) => files.get(path) ?? ts.sys.readFile(path);
  host.fileExists = (path) => files.has(path) || ts.sys.fileExists(path);
  host.directoryExists = (path) => path.startsWith(folder) || ts.sys.directoryExists(path);
  return host;
}

/**
 * Checks blocks in one program, in which those of one document may import each other.
 *
 * @param given a module whose `declare global` has what blocks take as given; what a block declares itself hides it
 */
export function typeCheck(blocks: readonly Block[], given: string) {
  const files = new Map<string, string>([[givenPath, given], component]);
  for (const block of blocks) {
    const path = pathOf(block);
    if (files.has(path)) throw new Error(`unable to check ${block.document}; it has two files ${path}`);
    files.set(path, block.code);
  }
  const options = settings();
  const program = ts.createProgram([...files.keys()], options, hostWith(files, options));
  const sourceOf = (path: string): ts.SourceFile => {
    const source = program.getSourceFile(path);
    // Asked about no file, the compiler finds no fault.
    if (source === undefined) throw new Error(`unable to check ${path}; the program does not have it`);
    return source;
  };
  const diagnose = (source: ts.SourceFile, place: string, line: number, ignored?: ReadonlySet<number>) =>
    [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
      .filter(({ code }) => ignored?.has(code) !== true)
      .map(({ messageText, start = 0 }) => {
        const at = line + source.getLineAndCharacterOfPosition(start).line;
        return `${place}:${at} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
      });
  // At once: within a test, the first question would have to answer for the time of all.
  const complaints = new Map(
    blocks.map((block) => {
      const ignored = block.name === undefined ? unused : undefined;
      return [block, diagnose(sourceOf(pathOf(block)), block.document, block.line + 1, ignored)];
    }),
  );
  const checker = program.getTypeChecker();
  // What stands beside its `declare global` no block can see.
  const isGlobalOfGiven = (declaration: ts.Node): boolean =>
    declaration.getSourceFile().fileName === givenPath &&
    ts.findAncestor(declaration, ts.isModuleBlock) !== undefined;
  const globals = new Set(
    checker
      .getSymbolsInScope(sourceOf(givenPath), ts.SymbolFlags.Value | ts.SymbolFlags.Type)
      .filter(({ declarations = [] }) => declarations.some(isGlobalOfGiven)),
  );

  /** The given names that a block takes. */
  const takenBy = (block: Block): readonly string[] => {
    const taken = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node)) {
        const symbol = ts.isShorthandPropertyAssignment(node.parent)
          ? checker.getShorthandAssignmentValueSymbol(node.parent)
          : checker.getSymbolAtLocation(node);
        if (symbol && globals.has(symbol)) taken.add(node.text);
      }
      ts.forEachChild(node, visit);
    };
    visit(sourceOf(pathOf(block)));
    return [...taken];
  };

  return {
    complaintsAbout: (block: Block): readonly string[] => complaints.get(block) ?? ['was not checked'],
    complaintsAboutGiven: diagnose(sourceOf(givenPath), 'given', 1),
    given: [...globals].map(({ name }) => name),
    takenBy,
  };
}
