import { ModelsClient, ModelsProvider } from 'ably-models-react';
import { persistModels } from 'ably-models-react/persist';
import { Realtime, type ClientOptions } from 'ably';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { postIds, user, writePost } from './api.js';
import { OutboxView } from './outbox-view.js';
import { PostCard } from './post-card.js';

const element = (id: string) => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`unable to begin; the page has no #${id}`);
  return found;
};

const ably = new Realtime(JSON.parse(element('ably').textContent) as ClientOptions);
const client = new ModelsClient({ ably });
const persisted = persistModels(client, { user, sends: { write: { send: writePost } } });

// For whoever is about to kill the page, and wants to know what it leaves.
Object.assign(window, { flush: () => persisted.flush() });

createRoot(element('root')).render(
  <StrictMode>
    <ModelsProvider client={client}>
      <h1>
        Posts, as <em>{user}</em> sees them
      </h1>
      <OutboxView />
      <div className="posts">
        {postIds.map((id) => (
          <PostCard key={id} id={id} />
        ))}
      </div>
    </ModelsProvider>
  </StrictMode>,
);

// Without it, there would be no page to open while offline.
await navigator.serviceWorker.register('/service-worker.js');
