/** The pages of the playground that show a document, by its path from the root of the repository. */
export const documentPages: Readonly<Record<string, string>> = {
  'docs/guide.md': 'guide-guide--docs',
  'docs/architecture.md': 'guide-architecture--docs',
  'docs/merge.md': 'guide-merge-functions--docs',
  'docs/offline.md': 'guide-restarts-offline-tabs--docs',
  'docs/errors.md': 'guide-errors--docs',
  'docs/livesync-backend.md': 'guide-a-backend-on-postgres--docs',
  'docs/server-rendering.md': 'guide-server-rendering--docs',
  'docs/testing.md': 'guide-testing-an-application--docs',
  'docs/local-ably.md': 'guide-the-local-ably--docs',
  'docs/concurrent-rendering.md': 'guide-concurrent-rendering--docs',
  'docs/comparison.md': 'compare-ably-labs-models--docs',
  'docs/performance.md': 'compare-performance--docs',
  'bench/RESULTS.md': 'compare-all-figures--docs',
  'README.md': 'guide-readme--docs',
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
  const to = documentPages[path];
  if (to === undefined) return { kind: 'file', path };
  return { kind: 'page', to, anchor: hash.slice(1) || undefined };
}

/** The id of a heading, as GitHub makes it: what the links of the documents go by. */
export const slugOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
