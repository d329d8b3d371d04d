import { Hono } from 'hono';
import type { MutationResponse } from '../shared/tracker.js';
import { execute } from './commands.js';
import type { Database } from './database.js';
import { parseMutation } from './parse-mutation.js';
import { listProjects, readProject } from './read-project.js';
import type { TokenIssuer } from './tokens.js';
import { MutationIdTaken } from './write.js';

export interface ApiOptions {
  readonly database: Database;
  readonly issueToken: TokenIssuer;
  /** How a browser reaches Ably, besides its token; empty on Ably itself. */
  readonly ablyOptions: object;
  /** What the connector says of itself, for `GET /api/health`. */
  readonly health: () => Promise<{ readonly ok: boolean }>;
}

/** The HTTP API. Where it answers 503, nothing was decided, and the same mutation may be sent again. */
export function createApi({ database, issueToken, ablyOptions, health }: ApiOptions): Hono {
  const api = new Hono();

  api.get('/api/ably', (context) => context.json(ablyOptions));

  api.get('/api/token', async (context) => {
    const token = await issueToken(context.req.query('member'));
    return token === undefined ? context.json({ error: 'no such member' }, 403) : context.json(token);
  });

  api.get('/api/projects', async (context) => context.json(await listProjects(database)));

  api.get('/api/projects/:id', async (context) => {
    const project = await readProject(database, context.req.param('id'));
    return project === undefined ? context.json({ error: 'no such project' }, 404) : context.json(project);
  });

  api.post('/api/projects/:id/mutations', async (context) => {
    const mutation = parseMutation(await context.req.json().catch(() => undefined));
    if ('problem' in mutation) return context.json({ error: mutation.problem }, 400);
    const projectId = context.req.param('id');
    const known = await database.query('SELECT 1 FROM projects WHERE id = $1', [projectId]);
    if (known.length === 0) return context.json({ error: 'no such project' }, 404);
    const { sequenceId, rejected, reason } = await execute(
      database,
      projectId,
      mutation.mutationId,
      mutation,
    );
    return context.json<MutationResponse>(
      rejected
        ? { decided: 'rejected', sequenceId, reason: reason ?? 'refused' }
        : { decided: 'applied', sequenceId },
    );
  });

  api.get('/api/health', async (context) => {
    const report = await health();
    return context.json(report, report.ok ? 200 : 503);
  });

  api.onError((error, context) => {
    if (error instanceof MutationIdTaken) return context.json({ error: error.message }, 409);
    console.error(error);
    return context.json({ error: 'nothing was decided; try again' }, 503);
  });

  return api;
}
