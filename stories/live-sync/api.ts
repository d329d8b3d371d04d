import type { PGlite } from '@electric-sql/pglite';
import { addComment, deleteComment, editTitle, setLike } from './backend/commands.js';
import type { Post, PostEvent } from './backend/post.js';
import { readPost } from './backend/sync-endpoint.js';

/** The backend as a browser reaches it: where a real application has `fetch`, and a network. */
export class Api {
  readonly #database: PGlite;
  /** Each way, in ms. */
  latencyMs = 0;

  constructor(database: PGlite) {
    this.#database = database;
  }

  /** `GET /posts/:id` */
  readPost(postId: string): Promise<{ data: Post; sequenceId: string }> {
    return this.#request(async () => {
      const post = await readPost(this.#database, postId);
      if (post === undefined) throw new Error(`unable to read post ${postId}; there is no such post`);
      return post;
    });
  }

  /** `POST /posts/:id`. Answers when the write is decided; which way, the channel tells. */
  write(postId: string, mutationId: string, event: PostEvent): Promise<void> {
    const target = { postId, mutationId };
    return this.#request(() => {
      switch (event.name) {
        case 'comment.added':
          return addComment(this.#database, { ...target, ...event.data });
        case 'comment.deleted':
          return deleteComment(this.#database, { ...target, ...event.data });
        case 'title.edited':
          return editTitle(this.#database, { ...target, ...event.data });
        case 'like.set':
          return setLike(this.#database, { ...target, ...event.data });
      }
    });
  }

  async #request<T>(handle: () => Promise<T>): Promise<T> {
    await this.#travel();
    const response = await handle();
    await this.#travel();
    return response;
  }

  #travel(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.latencyMs));
  }
}
