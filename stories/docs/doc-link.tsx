import { DocsContext } from '@storybook/addon-docs/blocks';
import { useContext, type ReactNode } from 'react';
import { NAVIGATE_URL } from 'storybook/internal/core-events';

interface DocLinkProps {
  /** The id of a story or page of the playground. */
  readonly to: string;
  /** A heading of that page. */
  readonly anchor?: string | undefined;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A page that stands alone, without the sidebar, stays alone. */
const isAlone = () => window.parent === window;

/** A link to another page of the playground, from wherever it is served. */
export function DocLink({ to, anchor, className, children }: DocLinkProps) {
  const { channel } = useContext(DocsContext);
  const kind = to.endsWith('--docs') ? 'docs' : 'story';
  const hash = anchor === undefined ? '' : `#${anchor}`;
  const inSidebar = `?path=/${kind}/${to}${hash}`;
  const href = isAlone() ? `iframe.html?viewMode=${kind}&id=${to}${hash}` : `./${inSidebar}`;
  return (
    <a
      className={className}
      href={href}
      onClick={(event) => {
        const { button, altKey, ctrlKey, metaKey, shiftKey } = event;
        if (isAlone() || button !== 0 || altKey || ctrlKey || metaKey || shiftKey) return;
        // Without loading the sidebar anew.
        event.preventDefault();
        channel.emit(NAVIGATE_URL, inSidebar);
      }}
    >
      {children}
    </a>
  );
}
