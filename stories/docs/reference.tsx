import { DocsContext, Markdown, Story } from '@storybook/addon-docs/blocks';
import { Fragment, useContext } from 'react';
import read from 'virtual:reference';
import type {
  Reference as PublicNames,
  ReferenceEntry,
  ReferenceMember,
} from '../../.storybook/read-reference.js';
import { CodeBlock } from './code-block.js';
import { DocLink } from './doc-link.js';
import { documentPages } from './documents.js';

/** A story, or a module of stories. */
type Of = object;

interface ReferenceProps {
  /** A public name. */
  readonly of: string;
  /** What it takes: the names of types. */
  readonly takes?: readonly string[];
  /** What it gives: the names of types. */
  readonly gives?: readonly string[];
  /** Shown running. */
  readonly story?: Of;
  /** A module of stories; those of the page's own otherwise. */
  readonly stories?: Of;
  /** Documents that say more. */
  readonly documents?: readonly string[];
}

/** Read by `.storybook/reference-plugin.ts`. */
const reference = read as PublicNames;

function entryOf(name: string): ReferenceEntry {
  const entry = reference[name];
  if (entry === undefined) throw new Error(`unable to document ${name}; it is no public name`);
  return entry;
}

/** What the types and docstrings say of a name, with its stories. Nothing of it is written twice. */
export function Reference({ of, takes = [], gives = [], story, stories, documents = [] }: ReferenceProps) {
  const { from, text, returns, throws, examples } = entryOf(of);
  return (
    <article className="reference sb-unstyled">
      <div className="prose">
        <h1>{of}</h1>
        <Text>{text}</Text>
        <CodeBlock code={`import { ${of} } from '${from}';`} language="ts" />
        {examples.map(({ title, code }) => (
          <Fragment key={code}>
            <Text>{title}</Text>
            <CodeBlock code={code} language="tsx" />
          </Fragment>
        ))}
      </div>
      {story !== undefined && <LiveStory of={story} />}
      <div className="prose">
        {takes.map((name) => (
          <Members
            key={name}
            of={name}
            title={name.endsWith('Props') ? 'Props' : 'Options'}
            isOnly={takes.length === 1}
          />
        ))}
        {gives.map((name) => (
          <Members key={name} of={name} title="Result" isOnly={gives.length === 1} />
        ))}
        <Words title="Returns" texts={returns === '' ? [] : [returns]} />
        <Words title="Throws" texts={throws} />
        <StoryLinks of={stories} />
        <DocumentLinks paths={documents} />
      </div>
    </article>
  );
}

/** Apart from the prose, whose look is not that of the story. */
function LiveStory({ of }: { readonly of: Of }) {
  return (
    <section className="reference__story" aria-label="Live">
      <Story of={of} />
    </section>
  );
}

function Words({ title, texts }: { readonly title: string; readonly texts: readonly string[] }) {
  if (texts.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      {texts.map((text) => (
        <Text key={text}>{text}</Text>
      ))}
    </>
  );
}

function DocumentLinks({ paths }: { readonly paths: readonly string[] }) {
  if (paths.length === 0) return null;
  const pages = paths.map((path) => {
    const page = documentPages[path];
    if (page === undefined) throw new Error(`unable to link ${path}; no page shows it`);
    return page;
  });
  return (
    <>
      <h2>More</h2>
      <ul>
        {pages.map(({ title, to }) => (
          <li key={to}>
            <DocLink to={to}>{title}</DocLink>
          </li>
        ))}
      </ul>
    </>
  );
}

interface MembersProps {
  readonly of: string;
  readonly title: string;
  /** Whether the heading is clear without the type's name. */
  readonly isOnly: boolean;
}

function Members({ of, title, isOnly }: MembersProps) {
  const { members, text } = entryOf(of);
  return (
    <>
      <h2>
        {title}
        {!isOnly && (
          <>
            : <code>{of}</code>
          </>
        )}
      </h2>
      <Text>{text}</Text>
      <table className="reference__options">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
            <th scope="col">What it is</th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <Member key={member.name} {...member} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Member({ name, isOptional, type, text }: ReferenceMember) {
  return (
    <tr>
      <td>
        <code>
          {name}
          {isOptional && '?'}
        </code>
      </td>
      <td className="reference__type">
        <code>{type}</code>
      </td>
      <td>
        <Text>{text}</Text>
      </td>
    </tr>
  );
}

/** A docstring: prose with `code` in it, where a tag of JSX is no HTML. */
function Text({ children }: { readonly children: string }) {
  if (children === '') return null;
  const words = children.replace(
    /(`[^`]*`)|<(\/?[A-Za-z][^>]*)>/g,
    (_, code?: string, tag?: string) => code ?? `\`<${tag ?? ''}>\``,
  );
  return <Markdown options={{ overrides: {} }}>{words}</Markdown>;
}

/** The stories of a module, as links: each is a page with a connection of its own. */
function StoryLinks({ of }: { readonly of: Of | undefined }) {
  const stories = useStories(of);
  if (stories.length === 0) return null;
  return (
    <>
      <h2>Stories</h2>
      <ul>
        {stories.map(({ id, name }) => (
          <li key={id}>
            <DocLink to={id}>{name}</DocLink>
          </li>
        ))}
      </ul>
    </>
  );
}

interface NamedStory {
  readonly id: string;
  readonly name: string;
}

function useStories(of: Of | undefined): readonly NamedStory[] {
  const context = useContext(DocsContext);
  if (of !== undefined) {
    const resolved = context.resolveOf(of, ['meta']);
    return Object.values(resolved.csfFile.stories);
  }
  try {
    return context.componentStories();
  } catch {
    // A page without stories of its own.
    return [];
  }
}
