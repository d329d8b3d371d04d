import type { Database } from './database.js';

/** Something to begin with. It is no change that anybody waits for, so it needs no outbox row. */
export async function seed(database: Database): Promise<void> {
  await database.transaction(async (transaction) => {
    const added = await transaction.query(
      `INSERT INTO projects (id, name) VALUES ('launch', 'Launch the site'), ('office', 'Move the office')
       ON CONFLICT DO NOTHING RETURNING 1`,
    );
    if (added.length === 0) return;
    await transaction.query(
      `INSERT INTO issues (id, project_id, title, status, assignee) VALUES
         ('copy', 'launch', 'Write the copy of the front page', 'doing', 'ada'),
         ('fonts', 'launch', 'Fonts load late on slow phones', 'todo', 'ben'),
         ('analytics', 'launch', 'Take the old analytics out', 'done', 'cho'),
         ('redirects', 'launch', 'Redirect the old addresses', 'todo', NULL),
         ('desks', 'office', 'Order eight desks', 'doing', 'dev'),
         ('keys', 'office', 'Collect the keys', 'todo', NULL)`,
    );
    await transaction.query(
      `INSERT INTO comments (id, issue_id, author, text) VALUES
         ('c1', 'copy', 'ben', 'The second paragraph reads well now.'),
         ('c2', 'fonts', 'ada', 'Seen on a Pixel 4a, three seconds.')`,
    );
    await transaction.query(`INSERT INTO reactions VALUES ('analytics', 'ada', '🎉'), ('copy', 'dev', '👍')`);
  });
}
