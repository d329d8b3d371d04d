/** A live model on the screen, and one in a server's HTML, with whatever `ably` and React are installed. */
import './dom.mjs';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Realtime } from 'ably';
import { defineModel, ModelsClient, ModelsProvider, useModel } from 'ably-models-react';
import { startLocalAbly } from 'ably-models-react/local-ably/node';
import { dehydrate, HydrateModels, prefetchModel } from 'ably-models-react/server';
import { createElement, version } from 'react';

// React 17 has no `exports`, so an import would have to name the file, which React 18 and 19 do not allow.
const require = createRequire(import.meta.url);

const server = await startLocalAbly();
const { endpoint, ...options } = server.clientOptions();
// The names that `ably` had before `endpoint`.
const ably = new Realtime({ ...options, restHost: endpoint, realtimeHost: endpoint });
const client = new ModelsClient({ ably });

const post = defineModel({
  channelName: (id) => `posts:${id}`,
  sync: async () => ({ data: { comments: ['Welcome'] }, sequenceId: '0' }),
  merge: { 'comment.added': (post, { data }) => ({ ...post, comments: [...post.comments, data] }) },
});

const Comments = () =>
  createElement(
    'p',
    null,
    useModel(post('1'), { select: ({ comments }) => comments.join(', ') }).data ?? 'Loading',
  );
const app = (child) => createElement(ModelsProvider, { client }, child);

const state = dehydrate(await prefetchModel(post('1')));
const html = require('react-dom/server').renderToString(
  app(createElement(HydrateModels, { state }, createElement(Comments))),
);
assert.equal(html, '<p>Welcome</p>');

const container = document.createElement('div');
if (version.startsWith('17.')) require('react-dom').render(app(createElement(Comments)), container);
else
  require('react-dom/client')
    .createRoot(container)
    .render(app(createElement(Comments)));

await shows('Welcome');
server.local.publish('posts:1', { id: '1', name: 'comment.added', data: 'Good morning' });
await shows('Welcome, Good morning');
process.exit();

async function shows(text) {
  const deadline = Date.now() + 10_000;
  while (container.textContent !== text) {
    assert(Date.now() < deadline, `the page shows "${container.textContent}", and not "${text}"`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
