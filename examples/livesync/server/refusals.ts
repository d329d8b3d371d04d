/** What the constraints of the tables say, for whoever has typed what they refuse. */
const constraints: Readonly<Record<string, string>> = {
  projects_name_check: 'a project’s name has 1 to 80 characters',
  issues_title_check: 'a title has 1 to 140 characters',
  issues_pkey: 'there is such an issue already',
  comments_text_check: 'a comment has 1 to 2000 characters',
  comments_pkey: 'there is such a comment already',
};

/** Why a change was refused, in words that may be shown: a database's own tell of its tables. */
export function inWords(error: Error & { readonly code?: unknown; readonly constraint?: unknown }): string {
  if (error.code === undefined) return error.message;
  return constraints[String(error.constraint)] ?? 'it does not fit what is there';
}
