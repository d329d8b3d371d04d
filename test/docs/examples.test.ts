import { describe, expect, it } from 'vitest';
import { readReference, type ReferenceEntry } from '../../.storybook/read-reference.js';
import type { Block } from './blocks.js';
import { given } from './given.js';
import { pages } from './pages.js';
import { typeCheck } from './type-check.js';

/** What the examples of docstrings take as given beyond what those of the documents do. */
const givenToExamples = `
import type * as React from 'react';
import type * as Server from 'ably-models-react/server';

interface BoundaryProps {
  readonly fallback?: React.ReactNode;
  readonly fallbackRender?: (props: { readonly resetErrorBoundary: () => void }) => React.ReactNode;
  readonly onReset?: () => void;
  readonly children: React.ReactNode;
}

declare global {
  const ErrorBoundary: (props: BoundaryProps) => React.ReactElement;
  const Spinner: () => React.ReactElement;
  const Retry: (props: { readonly error?: Error; readonly onClick: () => void }) => React.ReactElement;
  const App: () => React.ReactElement;
  const Post: (props: { readonly id: string }) => React.ReactElement;
  const user: typeof post;
  const authorId: string;
  const postIds: readonly string[];
  const getPost: (
    id: string,
    signal: AbortSignal,
  ) => Promise<{ data: { title: string; comments: readonly Comment[] }; sequenceId: string }>;
  const request: Request;
  const state: Server.DehydratedState;
}
`;

const { reference } = readReference();

/** Where a name comes from that the examples use, and that is public. */
const sources: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.values(reference).map(({ name, from }) => [name, from])),
  Suspense: 'react',
  Realtime: 'ably',
  screen: '@testing-library/react',
};

/** With the imports that an example leaves out, on the line of its first one: places stay as they are. */
function toBlock({ name }: ReferenceEntry, code: string, index: number): Block {
  const used = [...new Set(code.match(/\b[A-Za-z]\w+\b/g))].filter((word) => Object.hasOwn(sources, word));
  const declared = (word: string) =>
    new RegExp(`(import type|import|const|function) (\\w+, )?\\{? ?${word}\\b`).test(code);
  const imports = used
    .filter((word) => !declared(word))
    .map((word) => `import { ${word} } from '${sources[word] ?? ''}';`);
  // An early return is that of a component.
  const isBody = /^(return|if .* return)\b/m.test(code);
  const body = isBody ? `export function Example() { ${code}\nreturn null; }` : code;
  const whole = [...imports, body].join(' ');
  return {
    document: name,
    line: index * 100,
    language: 'tsx',
    name: undefined,
    mark: undefined,
    code: whole,
  };
}

const shown = [
  ...new Set(pages.flatMap((page) => [...page.matchAll(/\bof="(\w+)"/g)].map(([, name = '']) => name))),
];
const blocks = shown.flatMap((name) => {
  const entry = reference[name];
  return entry?.examples.map(({ code }, index) => toBlock(entry, code, index)) ?? [];
});
const wrong: Block = {
  document: 'wrong',
  line: 0,
  language: 'tsx',
  name: undefined,
  mark: undefined,
  code: "import { useModel } from 'ably-models-react'; useModel(post('1'), { selects: 1 });",
};
const checked = typeCheck([...blocks, wrong], `${given}\n${givenToExamples}`);

describe('The examples of docstrings that the playground shows', () => {
  it.each(blocks.map((block) => [`${block.document}, ${block.line / 100 + 1}`, block] as const))(
    'compile: %s',
    (_, block) => expect(checked.complaintsAbout(block)).toEqual([]),
  );

  it('are many, and one that is wrong would be told', () => {
    expect(blocks.length).toBeGreaterThan(18);
    expect(checked.complaintsAbout(wrong).join()).toMatch(/selects/);
    expect(checked.complaintsAboutGiven).toEqual([]);
  });
});
