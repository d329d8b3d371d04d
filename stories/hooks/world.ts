import { localAbly, localAblyOptions } from '../ui/local-ably.js';
import { Realtime } from 'ably';
import { channelOf } from '../live-sync/backend/post.js';
import { definePost } from '../live-sync/post-model.js';
import type { createModelsClient } from '../ui/models-client.js';
import { commentOf, PostBackend } from './post-backend.js';

type Client = ReturnType<typeof createModelsClient>;

/** What the stories of the hooks play with: a backend, one connection to Ably, a models client on it. */
export interface World {
  readonly client: Client;
  readonly backend: PostBackend;
  readonly definePost: ReturnType<typeof definePost>;
  readonly postId: string;
  /** A second post. */
  readonly otherId: string;
  readonly post: ReturnType<ReturnType<typeof definePost>>;
  setLatency(ms: number): void;
  /** Cuts the connection and keeps it cut, or lets it come back. The backend goes on either way. */
  setOnline(online: boolean): void;
  /** How many connections of the local Ably are attached to the post's channel. */
  attachments(): number;
  close(): void;
}

/** @param createClient what the hooks run on, over the world's connection */
export function openWorldFor(createClient: (ably: Realtime) => Client): World {
  // One Ably serves the whole page: with an id of its own, the post hears nothing of an earlier world.
  const postId = crypto.randomUUID().slice(0, 8);
  const backend = new PostBackend();
  backend.create({
    id: postId,
    title: 'What shipped this week',
    likedBy: ['Ben'],
    comments: [commentOf('Ada', 'Who writes it up?'), commentOf('Ben', 'I do, by noon.')],
  });
  const otherId = `${postId}-b`;
  backend.create({ id: otherId, title: 'What broke this week', likedBy: [], comments: [] });

  const clientId = `reader-${postId}`;
  // Comes back at once when it may: the default of 15 s is for a world with other clients in it.
  const ably = new Realtime({ ...localAblyOptions(), clientId, disconnectedRetryTimeout: 500 });
  const define = definePost(backend);

  return {
    client: createClient(ably),
    backend,
    definePost: define,
    postId,
    otherId,
    post: define(postId),
    setLatency(ms) {
      backend.latencyMs = ms;
      localAbly.latencyMs = ms;
    },
    setOnline(online) {
      localAbly.refuseConnections(!online, { clientId });
      if (online) ably.connect();
      else localAbly.dropConnections({ clientId });
    },
    attachments: () => localAbly.attachments(channelOf(postId)),
    close() {
      localAbly.refuseConnections(false);
      ably.close();
    },
  };
}
