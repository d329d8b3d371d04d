/**
 * The part of a document beneath a heading, with the heading.
 *
 * @throws Error where there is no such heading: a table that was renamed must not vanish from a page
 */
export function sectionOf(text: string, heading: string): string {
  const parts = text.split(/^(?=## )/m);
  const part = parts.find((candidate) => candidate.startsWith(`## ${heading}\n`));
  if (part === undefined) throw new Error(`unable to show “${heading}”; the document has no such part`);
  return part;
}
