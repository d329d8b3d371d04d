import { ModelsClient, type SendContext } from 'ably-models-react';
import type { Comment, PostEvent } from '../live-sync/backend/post.js';
import type { ChangeStep, PostBackend } from '../hooks/post-backend.js';
import { openWorldFor, type World } from '../hooks/world.js';

/** Each way, in ms: slow enough for the eye to follow. */
const slowMs = 700;

/** The channel as Ably has it: what was published, and what is about to be. */
export interface ChannelLog {
  readonly subscribe: (listener: () => void) => () => void;
  /** The same array until something is added. */
  readonly getSteps: () => readonly ChangeStep[];
}

export interface OpeningWorld extends World {
  readonly log: ChannelLog;
  /** Makes each way as long as the eye needs. For when the first state is there. */
  slowDown(): void;
}

export function openOpeningWorld(): OpeningWorld {
  const world = openWorldFor((ably) => new ModelsClient({ ably }));
  const listeners = new Set<() => void>();
  let steps: readonly ChangeStep[] = [];
  world.backend.onStep = (step) => {
    steps = [...steps, step];
    for (const listener of listeners) listener();
  };
  return {
    ...world,
    log: {
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      getSteps: () => steps,
    },
    slowDown: () => world.setLatency(slowMs),
    close() {
      // One Ably serves the whole page: the next story has it as fast as it was.
      world.setLatency(0);
      world.close();
    },
  };
}

type CommentRequest = SendContext<Extract<PostEvent, { name: 'comment.added' }>>;

/** `POST /posts/:id/comments`. The backend refuses what looks like an advertisement. */
export function postComment(backend: PostBackend, postId: string, request: CommentRequest): Promise<void> {
  const { mutationId, event, signal } = request;
  const outcome = isAdvertisement(event.data) ? 'rejects' : 'confirms';
  return backend.write(postId, { mutationId, event, outcome, signal });
}

const isAdvertisement = ({ text }: Comment) => /\bbuy\b/i.test(text);
