import { channelOf, type Comment, type Post, type PostEvent } from '../live-sync/backend/post.js';
import { localAbly } from '../ui/local-ably.js';

/** What becomes of a write. */
export const outcomes = {
  confirms: 'confirmed',
  'confirms-first': 'confirmed, then answered',
  rejects: 'rejected by an event',
  fails: 'answered with an error',
  'stays-silent': 'never confirmed',
} as const;

export type Outcome = keyof typeof outcomes;

/** Between a write's decision and its event (an outbox and a connector), or, the other way round, its answer; in ms. */
const behindMs = 400;

interface Row {
  readonly post: Post;
  readonly sequenceId: number;
}

interface Write {
  readonly mutationId: string;
  readonly event: PostEvent;
  readonly outcome?: Outcome;
  readonly signal: AbortSignal;
}

interface Publication {
  readonly mutationId?: string;
  readonly rejected?: boolean;
  readonly publishAfterMs?: number;
}

/** How far a change has come behind the scenes: written down, or put on the channel. */
export interface ChangeStep {
  readonly stage: 'written' | 'published';
  readonly sequenceId: string;
  readonly mutationId: string;
  readonly event: PostEvent;
  readonly rejected: boolean;
}

/** A backend in memory: posts, a sequence id for each change, and its events on the page's Ably. */
export class PostBackend {
  /** Of a request, each way, in ms. */
  latencyMs = 0;
  /** Told of each step of each change, for who shows what a browser cannot see. */
  onStep: (step: ChangeStep) => void = () => undefined;
  readonly #rows = new Map<string, Row>();
  #outbox: Promise<unknown> = Promise.resolve();
  #syncCalls = 0;
  #isComplete = true;
  #outcome: Outcome = 'confirms';

  /** How often a post was read. */
  get syncCalls(): number {
    return this.#syncCalls;
  }

  /** Whether the sync endpoint answers with the sequence id, or forgets it. */
  setComplete(isComplete: boolean): void {
    this.#isComplete = isComplete;
  }

  /** What becomes of a write that does not say. */
  setOutcome(outcome: Outcome): void {
    this.#outcome = outcome;
  }

  create(post: Post): void {
    this.#rows.set(post.id, { post, sequenceId: 0 });
  }

  /** `GET /posts/:id` */
  async readPost(postId: string): Promise<{ data: Post; sequenceId: string }> {
    this.#syncCalls += 1;
    await wait(this.latencyMs);
    const { post: data, sequenceId } = this.#row(postId);
    // What a backend without types may answer.
    const answer = this.#isComplete ? { data, sequenceId: String(sequenceId) } : { data };
    await wait(this.latencyMs);
    return answer as { data: Post; sequenceId: string };
  }

  /** `POST /posts/:id` */
  async write(postId: string, { mutationId, event, outcome = this.#outcome, signal }: Write): Promise<void> {
    await wait(this.latencyMs, signal);
    if (outcome === 'fails') {
      await wait(this.latencyMs, signal);
      throw new Error('the backend answered 503');
    }
    if (outcome !== 'stays-silent') {
      const publishAfterMs = outcome === 'confirms-first' ? 0 : behindMs;
      this.commit(postId, event, { mutationId, rejected: outcome === 'rejects', publishAfterMs });
    }
    await wait(this.latencyMs + (outcome === 'confirms-first' ? behindMs : 0), signal);
  }

  /** Somebody else's comment: there is no mutation of this page behind it. */
  comment(postId: string, author: string, text: string): void {
    this.commit(postId, { name: 'comment.added', data: commentOf(author, text) });
  }

  /** Somebody else's like. */
  like(postId: string): void {
    this.commit(postId, { name: 'like.set', data: { reader: crypto.randomUUID(), liked: true } });
  }

  /** Changes a post, and publishes the change. */
  commit(
    postId: string,
    event: PostEvent,
    { mutationId = crypto.randomUUID(), rejected = false, publishAfterMs = 0 }: Publication = {},
  ): void {
    const { post, sequenceId: last } = this.#row(postId);
    const sequenceId = last + 1;
    this.#rows.set(postId, { post: rejected ? post : changed(post, event), sequenceId });
    const change = { sequenceId: String(sequenceId), mutationId, event, rejected };
    this.onStep({ ...change, stage: 'written' });
    const headers = {
      'x-ably-models-event-uuid': mutationId,
      ...(rejected && { 'x-ably-models-reject': 'true' }),
    };
    // One after the other: an event that overtook another would be merged in the wrong order.
    this.#outbox = this.#outbox
      .then(() => wait(publishAfterMs))
      .then(() => {
        localAbly.publish(channelOf(postId), { id: String(sequenceId), ...event, extras: { headers } });
        this.onStep({ ...change, stage: 'published' });
      });
  }

  #row(postId: string): Row {
    const row = this.#rows.get(postId);
    if (row === undefined) throw new Error(`unable to find post ${postId}; there is no such post`);
    return row;
  }
}

export const commentOf = (author: string, text: string): Comment => ({
  id: crypto.randomUUID(),
  author,
  text,
});

function changed(post: Post, { name, data }: PostEvent): Post {
  switch (name) {
    case 'comment.added':
      return { ...post, comments: [...post.comments, data] };
    case 'comment.deleted':
      return { ...post, comments: post.comments.filter(({ id }) => id !== data.id) };
    case 'title.edited':
      return { ...post, title: data.title };
    case 'like.set': {
      const others = post.likedBy.filter((reader) => reader !== data.reader);
      return { ...post, likedBy: data.liked ? [...others, data.reader] : others };
    }
  }
}

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new DOMException('unable to go on; it was aborted', 'AbortError'));
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort);
    setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
  });
}
