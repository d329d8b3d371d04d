import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readReference } from '../../.storybook/read-reference.js';
import { documentPages, resolveLink, slugOf } from '../../stories/docs/documents.js';
import { sectionOf } from '../../stories/docs/section-of.js';
import { documents, root } from './blocks.js';
import { pages } from './pages.js';

const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8');

/** As Storybook makes it of a title. */
const idOf = (title: string) =>
  `${title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')}--docs`;

const sources = (ending: string) =>
  readdirSync(`${root}/stories`, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => `stories/${path}`);

const titleOfStories = (path: string) => /^ {2}title: '(.+)',$/m.exec(read(path))?.[1] ?? '';

/** Of the stories, and of the pages that stand by them. */
const ids = new Set(
  sources('.stories.tsx').flatMap((path) => {
    const page = idOf(titleOfStories(path));
    const names = [...read(path).matchAll(/^export const (\w+): Story\b/gm)].map(([, name = '']) => name);
    const kebab = (name: string) => name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
    return [page, ...names.map((name) => page.replace(/docs$/, kebab(name)))];
  }),
);

const titleOf = (page: string) => /<Meta title="(.+)" \/>/.exec(page)?.[1] ?? '';

/** What stands under a heading is no heading. */
const headingsOf = (path: string) =>
  [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => slugOf(heading.replaceAll('`', '')));

const linksOf = (path: string) =>
  [...read(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, href = '']) => resolveLink(href, path));

describe('The playground', () => {
  it('has a page for each document, under the id that links lead to', () => {
    const shown = pages.flatMap((page) => {
      const path = /<Document path="(.+)">\{text\}/.exec(page)?.[1];
      return path === undefined ? [] : [[path, idOf(titleOf(page))] as const];
    });
    const listed = Object.entries(documentPages).map(([path, { to }]) => [path, to] as const);
    expect(shown.sort()).toEqual(listed.sort());
    const missing = documents.filter((path) => documentPages[path] === undefined);
    expect(missing).toEqual(['CONTRIBUTING.md']);
  });

  it.each(Object.keys(documentPages))('finds the headings that links of %s name', (path) => {
    for (const target of linksOf(path)) {
      if (target.kind === 'here') expect(headingsOf(path)).toContain(target.href.slice(1));
      if (target.kind !== 'page' || target.anchor === undefined) continue;
      const [of = ''] = Object.entries(documentPages).find(([, { to }]) => to === target.to) ?? [];
      expect(headingsOf(of)).toContain(target.anchor);
    }
  });

  it('knows the pages, the places on a page, and the files that it does not show', () => {
    expect(resolveLink('merge.md#drafts', 'docs/guide.md')).toEqual({
      kind: 'page',
      to: 'guide-merge-functions--docs',
      anchor: 'drafts',
    });
    expect(resolveLink('../bench/RESULTS.md', 'docs/performance.md')).toMatchObject({
      to: 'compare-all-figures--docs',
    });
    expect(resolveLink('#drafts', 'docs/merge.md')).toEqual({ kind: 'here', href: '#drafts' });
    expect(resolveLink('https://ably.com', 'docs/merge.md').kind).toBe('outside');
    expect(resolveLink('../examples/livesync/server', 'docs/livesync-backend.md')).toEqual({
      kind: 'file',
      path: 'examples/livesync/server',
    });
  });

  it('finds the documents that pages name, and what its opening page leads to', () => {
    const named = pages.flatMap((page) =>
      [...page.matchAll(/documents=\{\[(.*?)\]\}/gs)].flatMap(([, paths = '']) =>
        [...paths.matchAll(/'([^']+)'/g)].map(([, path = '']) => path),
      ),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => documentPages[path] === undefined)).toEqual([]);

    const opening = read('stories/opening/opening.tsx');
    const leads = [...opening.matchAll(/to: '([^']+)'/g)].map(([, to = '']) => to);
    expect(leads).toHaveLength(8);
    const titled = new Set(pages.map((page) => idOf(titleOf(page))));
    expect(leads.filter((to) => !ids.has(to) && !titled.has(to))).toEqual([]);
  });

  it('gives each page and story a place in its sidebar', () => {
    const stories = sources('.stories.tsx').map(titleOfStories);
    const groups = new Set([...stories, ...pages.map(titleOf)].map((title) => title.split('/')[0] ?? ''));
    groups.delete('');
    expect(groups.size).toBeGreaterThan(5);
    const preview = read('.storybook/preview.tsx');
    expect([...groups].filter((group) => !preview.includes(`'${group}',`))).toEqual([]);
  });

  it('names a page that stands by stories as their file: under another name it would not be their page', () => {
    const standing = sources('.mdx').flatMap((path) => {
      const [, file] = / as Stories from '\.\/(.+)\.stories'/.exec(read(path)) ?? [];
      return file === undefined ? [] : [[path.replace(/.*\//, ''), `${file}.mdx`] as const];
    });
    expect(standing.length).toBeGreaterThan(5);
    for (const [name, expected] of standing) expect(name).toBe(expected);
  });

  it('shows no part of a document that is not there', () => {
    expect(sectionOf('# A\n\n## B\n\nb\n\n## C\n\nc\n', 'B')).toBe('## B\n\nb\n\n');
    expect(() => sectionOf('## B\n', 'D')).toThrow('has no such part');
  });
});

describe('The reference', () => {
  const { reference } = readReference();

  it('has what the pages ask for', () => {
    const asked = pages.flatMap((page) => [
      ...[...page.matchAll(/\bof="(\w+)"/g)].map(([, name = '']) => name),
      ...[...page.matchAll(/\b(?:takes|gives)=\{\[(.*?)\]\}/gs)].flatMap(([, names = '']) =>
        [...names.matchAll(/'(\w+)'/g)].map(([, name = '']) => name),
      ),
    ]);
    expect(asked.length).toBeGreaterThan(30);
    expect(asked.filter((name) => reference[name] === undefined)).toEqual([]);
  });

  it('has a page for each hook and component', () => {
    const documented = new Set(
      pages.flatMap((page) =>
        [...page.matchAll(/^ {2}of="(\w+)"|<Reference of="(\w+)"/gm)].map(([, a, b]) => a ?? b),
      ),
    );
    const names = Object.keys(reference).filter(
      (name) => /^use[A-Z]/.test(name) || reference[`${name}Props`] !== undefined,
    );
    expect(names).toContain('ModelVisibility');
    expect(names.filter((name) => !documented.has(name))).toEqual([]);
  });

  it('tells options as their docstrings do', () => {
    const { from, members } = reference['UseModelOptions'] ?? {};
    expect(from).toBe('ably-models-react');
    expect(members?.map(({ name }) => name)).toEqual([
      'select',
      'isEqual',
      'optimistic',
      'enabled',
      'visibility',
    ]);
    expect(members?.[0]).toEqual({
      name: 'select',
      isOptional: true,
      type: '(data: T) => S',
      text: expect.stringContaining('The part that this component shows') as string,
    });
  });

  it('joins what the members of a union have', () => {
    const { members = [] } = reference['UseModelResult'] ?? {};
    const typeOf = (name: string) => members.find((member) => member.name === name)?.type;
    expect(typeOf('isPending')).toBe('boolean');
    expect(typeOf('data')).toBe('S | undefined');
    expect(typeOf('error')).toBe('ModelsError | undefined');
  });

  it('leaves out what is private, and what a component hands on to its element', () => {
    const namesOf = (name: string) => reference[name]?.members.map((member) => member.name);
    expect(namesOf('ModelVisibilityProps')?.sort()).toEqual(['as', 'children', 'rootMargin']);
    expect(namesOf('ModelsClient')?.sort()).toEqual(['ably', 'cursors', 'models', 'restore', 'snapshot']);
  });

  it('tells a title of an example from its code', () => {
    expect(reference['defineModel']?.examples.map(({ title }) => title)).toEqual([
      '',
      'With schemas, nothing needs an annotation, and what does not fit never reaches the state.',
    ]);
    expect(reference['useModelsClient']?.examples.map(({ code }) => code.split('\n')[0])).toEqual([
      'const { ably } = useModelsClient();',
      "import type ModelsClient from '@ably-labs/models';",
    ]);
  });
});
