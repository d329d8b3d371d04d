const START = '<!-- answers:start -->';
const END = '<!-- answers:end -->';

/** The page with this table in its place. Throws where it has no place for it. */
export function withTable(page: string, rows: readonly (readonly string[])[]): string {
  const [before, after] = [page.indexOf(START), page.indexOf(END)];
  if (before < 0 || after < before)
    throw new Error(`unable to write the table; ${START} … ${END} is missing`);
  return `${page.slice(0, before + START.length)}\n\n${markdown(rows)}\n\n${page.slice(after)}`;
}

/** As Prettier would have it, which checks the page too: each column as wide as its widest cell. */
function markdown([head = [], ...body]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const padded = (row: readonly string[]) =>
    line(widths.map((width, column) => (row[column] ?? '').padEnd(width)));
  return [padded(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(padded)].join('\n');
}
