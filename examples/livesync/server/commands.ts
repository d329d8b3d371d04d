import { channelOf, type Change, type Changes, type ChangeName } from '../shared/tracker.js';
import type { Database, Queryable } from './database.js';
import { write, WriteRefused, type Decision } from './write.js';

type Command<Name extends ChangeName> = (
  transaction: Queryable,
  projectId: string,
  data: Changes[Name],
) => Promise<Changes[Name]>;

/** What each change does to the tables. Each answers what its event says, or refuses. */
const commands: { readonly [Name in ChangeName]: Command<Name> } = {
  async 'project.renamed'(transaction, projectId, { name }) {
    await transaction.query('UPDATE projects SET name = $2 WHERE id = $1', [projectId, name]);
    return { name };
  },

  async 'issue.created'(transaction, projectId, { id, title }) {
    await transaction.query('INSERT INTO issues (id, project_id, title) VALUES ($1, $2, $3)', [
      id,
      projectId,
      title,
    ]);
    return { id, title };
  },

  async 'issue.changed'(transaction, projectId, data) {
    const rows = await transaction.query<{ version: number }>(
      `UPDATE issues SET
         title = COALESCE($3, title),
         status = COALESCE($4, status),
         assignee = CASE WHEN $5::boolean THEN $6 ELSE assignee END,
         version = version + 1
       WHERE id = $1 AND project_id = $2 RETURNING version`,
      [
        data.id,
        projectId,
        data.title ?? null,
        data.status ?? null,
        data.assignee !== undefined,
        data.assignee ?? null,
      ],
    );
    const [changed] = rows;
    if (changed === undefined) throw new WriteRefused('the issue is gone');
    return { ...data, version: changed.version };
  },

  async 'issue.deleted'(transaction, projectId, { id }) {
    await transaction.query('DELETE FROM issues WHERE id = $1 AND project_id = $2', [id, projectId]);
    return { id };
  },

  async 'comment.added'(transaction, projectId, { issueId, comment }) {
    await expectIssue(transaction, projectId, issueId);
    await transaction.query('INSERT INTO comments (id, issue_id, author, text) VALUES ($1, $2, $3, $4)', [
      comment.id,
      issueId,
      comment.author,
      comment.text,
    ]);
    return { issueId, comment };
  },

  async 'comment.deleted'(transaction, projectId, { issueId, id }) {
    await expectIssue(transaction, projectId, issueId);
    await transaction.query('DELETE FROM comments WHERE id = $1 AND issue_id = $2', [id, issueId]);
    return { issueId, id };
  },

  async 'reaction.set'(transaction, projectId, { issueId, reaction, given }) {
    await expectIssue(transaction, projectId, issueId);
    await transaction.query(
      given
        ? 'INSERT INTO reactions (issue_id, member, emoji) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING'
        : 'DELETE FROM reactions WHERE issue_id = $1 AND member = $2 AND emoji = $3',
      [issueId, reaction.member, reaction.emoji],
    );
    return { issueId, reaction, given };
  },
};

/**
 * Makes a change of a project, once, and writes down what the channel is to say of it.
 *
 * @throws what the database throws, when nothing was decided: try again with the same mutation id.
 */
export function execute(
  database: Database,
  projectId: string,
  mutationId: string,
  { name, data }: Change,
): Promise<Decision> {
  const command = commands[name] as Command<ChangeName>;
  return write(database, {
    mutationId,
    name,
    channel: channelOf(projectId),
    change: (transaction) => command(transaction, projectId, data),
  });
}

/** A comment on an issue of another project would be told on this one's channel. */
async function expectIssue(transaction: Queryable, projectId: string, issueId: string): Promise<void> {
  const found = await transaction.query('SELECT 1 FROM issues WHERE id = $1 AND project_id = $2', [
    issueId,
    projectId,
  ]);
  if (found.length === 0) throw new WriteRefused('the issue is gone');
}
