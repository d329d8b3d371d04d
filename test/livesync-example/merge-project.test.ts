import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '../../examples/livesync/server/commands.js';
import type { Database } from '../../examples/livesync/server/database.js';
import { migrate } from '../../examples/livesync/server/migrate.js';
import { openPglite } from '../../examples/livesync/server/pglite-database.js';
import { readProject } from '../../examples/livesync/server/read-project.js';
import { seed } from '../../examples/livesync/server/seed.js';
import { mergeProject } from '../../examples/livesync/shared/merge-project.js';
import type { Change, Project } from '../../examples/livesync/shared/tracker.js';

const merge = (project: Project, { name, data }: Change): Project =>
  (mergeProject[name] as (state: Project, event: { data: unknown }) => Project)(project, { data });

const thumb = { member: 'ada', emoji: '👍' };
const party = { member: 'ben', emoji: '🎉' };

/** All kinds of changes, some of them of what is there already, or no longer. */
const changes: readonly Change[] = [
  { name: 'project.renamed', data: { name: 'Launch it' } },
  { name: 'issue.created', data: { id: 'new', title: 'New' } },
  { name: 'issue.changed', data: { id: 'new', title: 'Newer', status: 'doing' } },
  { name: 'issue.changed', data: { id: 'new', assignee: 'dev' } },
  { name: 'issue.changed', data: { id: 'copy', assignee: null } },
  { name: 'comment.added', data: { issueId: 'new', comment: { id: 'n1', author: 'ada', text: 'One' } } },
  { name: 'comment.added', data: { issueId: 'new', comment: { id: 'n2', author: 'ben', text: 'Two' } } },
  { name: 'comment.deleted', data: { issueId: 'new', id: 'n1' } },
  { name: 'reaction.set', data: { issueId: 'new', reaction: thumb, given: true } },
  { name: 'reaction.set', data: { issueId: 'new', reaction: party, given: true } },
  { name: 'reaction.set', data: { issueId: 'new', reaction: thumb, given: true } },
  { name: 'reaction.set', data: { issueId: 'copy', reaction: party, given: false } },
  { name: 'issue.deleted', data: { id: 'fonts' } },
  { name: 'issue.deleted', data: { id: 'fonts' } },
  { name: 'comment.deleted', data: { issueId: 'copy', id: 'c1' } },
];

let database: Database;
beforeAll(async () => {
  database = await openPglite();
  await migrate(database, new URL('../../examples/livesync/server/migrations', import.meta.url).pathname);
  await seed(database);
}, 60_000);
afterAll(() => database.close());

const read = async (): Promise<Project> => {
  const answer = await readProject(database, 'launch');
  if (answer === undefined) throw new Error('unable to read the project; it is gone');
  return answer.data;
};

describe('Merging the changes of a project', () => {
  it('makes of it what the database has, after each change and each time it is merged once more', async () => {
    let merged = await read();
    for (const [index, change] of changes.entries()) {
      const { sequenceId, rejected } = await execute(database, 'launch', `m${index}`, change);
      expect(rejected).toBe(false);
      const [event] = await database.query<Change>(
        `SELECT name, data FROM outbox WHERE sequence_id = $1::bigint`,
        [sequenceId],
      );
      if (event === undefined) throw new Error('unable to go on; the change told of nothing');
      merged = merge(merged, event);
      expect(merged).toEqual(await read());
      expect(merge(merged, event)).toEqual(merged);
    }
  });

  it('shows a change before the server has seen it, and the confirmation on top adds nothing but the version', () => {
    const project: Project = { id: 'launch', name: 'Launch', issues: [] };
    const [created, changed] = changes.slice(1, 3);
    if (created === undefined || changed?.name !== 'issue.changed') throw new Error('unable to begin');
    const shown = merge(merge(project, created), changed);
    const confirmed = merge(shown, { ...changed, data: { ...changed.data, version: 2 } });
    expect(shown.issues).toMatchObject([{ title: 'Newer', status: 'doing', version: 1 }]);
    expect(confirmed.issues).toEqual([{ ...shown.issues[0], version: 2 }]);
  });

  it('leaves a project as it is, identity and all, where a change is of what is not there', () => {
    const project: Project = { id: 'launch', name: 'Launch', issues: [] };
    expect(merge(project, { name: 'issue.changed', data: { id: 'gone', title: 'New' } })).toBe(project);
    expect(
      merge(project, { name: 'reaction.set', data: { issueId: 'gone', reaction: thumb, given: true } }),
    ).toBe(project);
  });

  it('keeps the identity of the issues that a change is not of', async () => {
    const project = await read();
    const after = merge(project, { name: 'issue.changed', data: { id: 'copy', status: 'done' } });
    expect(after.issues.map((issue, index) => issue === project.issues[index])).toEqual(
      project.issues.map(({ id }) => id !== 'copy'),
    );
  });
});
