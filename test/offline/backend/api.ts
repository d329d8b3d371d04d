import type { HttpBindings } from '@hono/node-server';
import type { PGlite } from '@electric-sql/pglite';
import { Hono, type Context } from 'hono';
import { addComment, editTitle } from '../../../stories/live-sync/backend/commands.js';
import type { PostEvent } from '../../../stories/live-sync/backend/post.js';
import { readPost } from '../../../stories/live-sync/backend/sync-endpoint.js';
import { readDelta } from './outbox.js';
import { noteRequest, type ApiRequest } from './requests.js';

/**
 * What becomes of a write: `fail` changes nothing, and says so; `lose the answer` commits, and cuts the socket;
 * `hold the answer` commits, and says nothing until the browser gives up; `hold the request` commits, and answers, only when
 * `release` is called.
 */
export type Fate = 'fail' | 'lose the answer' | 'hold the answer' | 'hold the request';

type Env = { Bindings: HttpBindings };

/** The application's half of a backend: reads, and writes that are done once. */
export class Api {
  readonly #database: PGlite;
  /** Of the writes to come, first to last; where there is none, all is well. */
  readonly fates: Fate[] = [];
  /** Lets go on what was held. */
  release: () => void = () => undefined;
  /** Of the request that was held and let go on. */
  released: Promise<void> = Promise.resolve();
  readonly app = new Hono<Env>();

  constructor(database: PGlite) {
    this.#database = database;
    this.app.get('/api/posts/:id', (c) => this.#read(c));
    this.app.post('/api/posts/:id', (c) => this.#write(c));
  }

  async #read(c: Context<Env, '/api/posts/:id'>) {
    const postId = c.req.param('id');
    const since = c.req.query('since');
    await noteRequest(this.#database, { ...from(c, 'GET'), postId, since });
    const answer =
      since === undefined
        ? await readPost(this.#database, postId)
        : await readDelta(this.#database, postId, since);
    return answer === undefined ? c.notFound() : c.json(answer);
  }

  async #write(c: Context<Env, '/api/posts/:id'>) {
    const postId = c.req.param('id');
    const { mutationId, event } = await c.req.json<{ mutationId: string; event: PostEvent }>();
    const fate = this.fates.shift();
    await noteRequest(this.#database, { ...from(c, 'POST'), postId, mutationId });
    if (fate === 'fail') return c.text('out of order', 500);
    if (fate === 'hold the request') await this.#hold();
    const committing = this.#commit(postId, mutationId, event);
    if (fate === 'hold the request') this.released = committing;
    await committing;
    if (fate === 'lose the answer') c.env.incoming.socket.destroy();
    if (fate === 'hold the answer') await gone(c);
    return c.body(null, 204);
  }

  #hold(): Promise<void> {
    return new Promise((resolve) => (this.release = resolve));
  }

  #commit(postId: string, mutationId: string, event: PostEvent): Promise<void> {
    const target = { postId, mutationId };
    if (event.name === 'title.edited') return editTitle(this.#database, { ...target, ...event.data });
    if (event.name === 'comment.added') return addComment(this.#database, { ...target, ...event.data });
    throw new Error(`unable to write; nobody sends "${event.name}" here`);
  }
}

const from = (c: Context<Env>, method: ApiRequest['method']) => ({
  user: c.req.header('x-user') ?? '',
  tab: c.req.header('x-tab') ?? '',
  method,
});

const gone = (c: Context<Env>) =>
  new Promise<void>((resolve) => c.env.incoming.socket.once('close', () => resolve()));
