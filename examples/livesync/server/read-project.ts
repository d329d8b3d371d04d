import { channelOf, type Project } from '../shared/tracker.js';
import type { Queryable } from './database.js';

/**
 * Reads a project, and how far its channel has come, in one statement: one statement sees one snapshot. With two,
 * under read committed, a change between them is in the position but not in the state, and is never shown.
 *
 * The position is that of the project's own channel, not of the whole outbox: only then does the model find it in
 * the channel, and know exactly where to go on. `'0'` is before the first event.
 *
 * @returns undefined where there is no such project.
 */
export async function readProject(
  database: Queryable,
  projectId: string,
): Promise<{ data: Project; sequenceId: string } | undefined> {
  const rows = await database.query<{ data: Project; sequenceId: string }>(
    `SELECT
       json_build_object('id', project.id, 'name', project.name, 'issues', (
         SELECT COALESCE(json_agg(json_build_object(
           'id', issue.id,
           'title', issue.title,
           'status', issue.status,
           'assignee', issue.assignee,
           'version', issue.version,
           'comments', (
             SELECT COALESCE(json_agg(json_build_object('id', id, 'author', author, 'text', text)
                                      ORDER BY position), '[]')
             FROM comments WHERE issue_id = issue.id
           ),
           'reactions', (
             SELECT COALESCE(json_agg(json_build_object('member', member, 'emoji', emoji)
                                      ORDER BY position), '[]')
             FROM reactions WHERE issue_id = issue.id
           )
         ) ORDER BY issue.position), '[]')
         FROM issues issue WHERE issue.project_id = project.id
       )) AS "data",
       COALESCE((SELECT sequence_id FROM channel_positions WHERE channel = $2), 0)::text AS "sequenceId"
     FROM projects project WHERE project.id = $1`,
    [projectId, channelOf(projectId)],
  );
  return rows[0];
}

/** The projects that there are, by name. */
export function listProjects(database: Queryable): Promise<{ id: string; name: string }[]> {
  return database.query('SELECT id, name FROM projects ORDER BY name, id');
}
