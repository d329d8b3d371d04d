import { Markdown } from '@storybook/addon-docs/blocks';
import { Children, type ComponentProps, type ReactNode } from 'react';
import { CodeBlock } from './code-block.js';
import { DocLink } from './doc-link.js';
import { resolveLink, slugOf } from './documents.js';

interface DocumentProps {
  /** From the root of the repository: what its links are relative to. */
  readonly path: string;
  readonly children: string;
}

const languages = ['ts', 'tsx', 'js', 'json', 'sh'] as const;

const drawings = import.meta.glob<string>('../../docs/performance/*.svg', {
  eager: true,
  query: '?url',
  import: 'default',
});

/** A document of the repository, as it is there. */
export function Document({ path, children }: DocumentProps) {
  return (
    <div className="prose sb-unstyled">
      <Markdown
        options={{
          slugify: slugOf,
          overrides: {
            a: ({ href = '', children: text }: { readonly href?: string; readonly children?: ReactNode }) => (
              <Link href={href} from={path}>
                {text}
              </Link>
            ),
            img: ({ src = '', alt = '' }: { readonly src?: string; readonly alt?: string }) => (
              <img src={drawings[`../../docs/${src}`]} alt={alt} width="640" height="360" loading="lazy" />
            ),
            // Of the playground itself.
            picture: () => null,
            // The block of code brings its own.
            pre: ({ children: code }: { readonly children?: ReactNode }) => <>{code}</>,
            code: Code,
            table: Table,
            th: HeaderCell,
          },
        }}
      >
        {children}
      </Markdown>
    </div>
  );
}

interface LinkProps {
  readonly href: string;
  readonly from: string;
  readonly children: ReactNode;
}

function Link({ href, from, children }: LinkProps) {
  const target = resolveLink(href, from);
  switch (target.kind) {
    case 'page':
      return (
        <DocLink to={target.to} anchor={target.anchor}>
          {children}
        </DocLink>
      );
    case 'here':
      // The frame has a base that would load the page itself in the place of the whole playground.
      return (
        <a href={target.href} target="_self">
          {children}
        </a>
      );
    case 'outside':
      return (
        <a href={target.href} target="_blank" rel="noreferrer">
          {children}
        </a>
      );
    case 'file':
      return <span title={target.path}>{children}</span>;
  }
}

/** The class is that of a block's language; what has none is within a line, or a drawing. */
function Code({ className, children = '' }: { readonly className?: string; readonly children?: string }) {
  const language = className?.replace(/^.*lang(?:uage)?-/, '');
  if (language === undefined && !children.includes('\n')) return <code>{children}</code>;
  return <CodeBlock code={children} language={languages.find((known) => known === language) ?? 'text'} />;
}

/** An empty one heads nothing. */
function HeaderCell({ children, style }: ComponentProps<'th'>) {
  const isEmpty = Children.count(children) === 0;
  return isEmpty ? <td /> : <th style={style}>{children}</th>;
}

/** Wider than a phone: it scrolls by itself, and the page does not. */
export function Table({ children }: { readonly children?: ReactNode }) {
  return (
    <div className="prose__table" role="group" aria-label="Table" tabIndex={0}>
      <table>{children}</table>
    </div>
  );
}
