interface DocumentPage {
  readonly title: string;
  /** Its id in the playground. */
  readonly to: string;
}

/** The pages of the playground that show a document, by its path from the root of the repository. */
export const documentPages: Readonly<Record<string, DocumentPage>> = {
  'docs/guide.md': { title: 'Guide', to: 'guide-guide--docs' },
  'docs/architecture.md': { title: 'Architecture', to: 'guide-architecture--docs' },
  'docs/screen.md': { title: 'The screen decides', to: 'guide-the-screen-decides--docs' },
  'docs/merge.md': { title: 'Ready merge functions', to: 'guide-merge-functions--docs' },
  'docs/offline.md': { title: 'Restarts, offline, tabs', to: 'guide-restarts-offline-tabs--docs' },
  'docs/errors.md': { title: 'Errors', to: 'guide-errors--docs' },
  'docs/livesync-backend.md': { title: 'A backend on Postgres', to: 'guide-a-backend-on-postgres--docs' },
  'docs/server-rendering.md': { title: 'Server rendering', to: 'guide-server-rendering--docs' },
  'docs/testing.md': { title: 'Testing an application', to: 'guide-testing-an-application--docs' },
  'docs/devtools.md': { title: 'Devtools', to: 'guide-devtools--docs' },
  'docs/local-ably.md': { title: 'The local Ably', to: 'guide-the-local-ably--docs' },
  'docs/concurrent-rendering.md': { title: 'Concurrent rendering', to: 'guide-concurrent-rendering--docs' },
  'docs/comparison.md': { title: 'The two clients', to: 'compare-the-two-clients--docs' },
  'docs/performance.md': { title: 'Performance', to: 'compare-performance--docs' },
  'bench/RESULTS.md': { title: 'All figures', to: 'compare-all-figures--docs' },
  'docs/faq.md': { title: 'Questions', to: 'guide-questions--docs' },
  'README.md': { title: 'Readme', to: 'guide-readme--docs' },
};

/** Where a link of a document leads to. */
export type Target =
  | { readonly kind: 'outside'; readonly href: string }
  | { readonly kind: 'here'; readonly href: string }
  | { readonly kind: 'page'; readonly to: string; readonly anchor: string | undefined }
  /** A file of the repository that no page shows. */
  | { readonly kind: 'file'; readonly path: string };

/** @param from the document's path */
export function resolveLink(href: string, from: string): Target {
  if (/^https?:/.test(href)) return { kind: 'outside', href };
  if (href.startsWith('#')) return { kind: 'here', href };
  const { pathname, hash } = new URL(href, `file:///${from}`);
  const path = pathname.slice('/'.length);
  const page = documentPages[path];
  if (page === undefined) return { kind: 'file', path };
  return { kind: 'page', to: page.to, anchor: hash.slice(1) || undefined };
}

/** The id of a heading, as GitHub makes it: what the links of the documents go by. */
export const slugOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
