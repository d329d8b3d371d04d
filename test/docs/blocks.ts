import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What a reader may copy from, by path from the root. */
export const documents: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(`${root}/docs`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** A fenced block of a document. */
export interface Block {
  readonly document: string;
  /** Of its fence, from 1. */
  readonly line: number;
  /** The word behind the fence; empty where there is none. */
  readonly language: string;
  /** Of the file that it is, where its first line says so: `// app/page.tsx` is `page.tsx`. */
  readonly name: string | undefined;
  /** What the comment before it says, by which a script finds it: `newcomer: server.mjs`. */
  readonly mark: string | undefined;
  readonly code: string;
}

export function blocksOf(document: string): readonly Block[] {
  const text = readFileSync(`${root}/${document}`, 'utf8');
  const fences = [...text.matchAll(/^( *)```(.*)\n([\s\S]*?)^\1```$/gm)];
  // A fence that the pattern has missed would take its code past every check.
  const marks = text.match(/^ *```/gm) ?? [];
  if (marks.length !== fences.length * 2)
    throw new Error(`unable to read ${document}; one of its fences has no end`);
  return fences.map(({ index, 2: language = '', 3: code = '' }) => {
    const path = /^\/\/ (\S+\.tsx?)\n/.exec(code)?.[1];
    const before = text.slice(0, index);
    const mark = /<!-- (\w+: .*) -->\s*$/.exec(before)?.[1];
    const line = before.split('\n').length;
    return { document, line, language, name: path && basename(path), mark, code };
  });
}

export const isTypeScript = ({ language }: Block): boolean => language === 'ts' || language === 'tsx';

export const placeOf = ({ document, line }: Block): string => `${document}:${line}`;
