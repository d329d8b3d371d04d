/** A local Ably, and a backend with one post: what the applications run against, each on the tarball's own copy. */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { startLocalAbly } from 'ably-models-react/local-ably/node';

const { local } = await startLocalAbly({ port: 8190 });
const post = { title: 'Hello', comments: [{ id: 'c1', text: 'Welcome' }] };
let sequenceId = 0;

createServer(async (request, response) => {
  response.setHeader('access-control-allow-origin', '*');
  if (request.method === 'POST') {
    const { mutationId, event } = JSON.parse(await text(request));
    post.comments.push(event.data);
    sequenceId += 1;
    local.publish('posts:1', {
      id: String(sequenceId),
      name: event.name,
      data: event.data,
      extras: { headers: { 'x-ably-models-event-uuid': mutationId } },
    });
  }
  response.end(JSON.stringify({ data: post, sequenceId: String(sequenceId) }));
}).listen(3190);
