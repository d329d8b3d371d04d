import type { ReactNode } from 'react';
import { renderToStaticMarkup, renderToString } from 'react-dom/server';
import { highlight } from 'sugar-high';
import { EmptyPicture } from '../empty-picture.js';
import { Opening } from '../opening.js';
import usedCode from '../use-comments.ts?raw';

interface LinkProps {
  readonly className: string;
  readonly to: string;
  readonly children: ReactNode;
}

function Link({ to, ...rest }: LinkProps) {
  const kind = to.endsWith('--docs') ? 'docs' : 'story';
  return <a href={`./stories/?path=/${kind}/${to}`} {...rest} />;
}

const html = (text: string) => ({ dangerouslySetInnerHTML: { __html: text } });

/** The page as it is sent: it is there at once, and its picture comes to life when the script is there. */
export function renderPage(): string {
  return renderToStaticMarkup(
    <main className="site">
      <Opening
        picture={<div id="picture" {...html(renderToString(<EmptyPicture />))} />}
        code={
          // What scrolls can be reached by the keyboard.
          <pre className="site__code" tabIndex={0}>
            <code {...html(highlight(usedCode.trim()))} />
          </pre>
        }
        link={Link}
      />
    </main>,
  );
}
