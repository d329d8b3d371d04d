import { type } from 'arktype';
import type { MutationRequest } from '../shared/tracker.js';

/** No database takes U+0000, and without an id a mutation cannot be refused either. */
const id = type('1 <= string <= 64').narrow((text) => !text.includes('\u0000'));
const mutation = { mutationId: id } as const;

/** What a browser may ask for; lengths of texts are the database's to judge, since it says so on the channel. */
const request = type
  .or(
    { ...mutation, name: "'project.renamed'", data: { name: 'string' } },
    { ...mutation, name: "'issue.created'", data: { id, title: 'string' } },
    {
      ...mutation,
      name: "'issue.changed'",
      data: { id, 'title?': 'string', 'status?': "'todo' | 'doing' | 'done'", 'assignee?': id.or('null') },
    },
    { ...mutation, name: "'issue.deleted'", data: { id } },
    {
      ...mutation,
      name: "'comment.added'",
      data: { issueId: id, comment: { id, author: id, text: 'string' } },
    },
    { ...mutation, name: "'comment.deleted'", data: { issueId: id, id } },
    {
      ...mutation,
      name: "'reaction.set'",
      data: { issueId: id, reaction: { member: id, emoji: '1 <= string <= 8' }, given: 'boolean' },
    },
  )
  .onDeepUndeclaredKey('delete');

/** A mutation, from whatever a browser has sent; or what is wrong with it, in words. */
export function parseMutation(body: unknown): MutationRequest | { readonly problem: string } {
  const parsed = request(body);
  return parsed instanceof type.errors ? { problem: parsed.summary } : parsed;
}
