import { startLocalAbly } from 'ably-models-react/local-ably/node';

/** A server with a long history, in a process of its own: its CPU time is not the client's. */
const [channel = '', total = '0'] = process.argv.slice(2);
const server = await startLocalAbly({ retentionMs: 3_600_000 });
for (let id = 1; id <= Number(total); id += 1) {
  server.local.publish(channel, {
    id: String(id),
    name: 'counted',
    data: { by: 1, at: id, author: `author-${id % 10}`, text: 'A comment as long as most comments are.' },
    extras: { headers: { 'x-ably-models-event-uuid': `mutation-${id}` } },
  });
}

process.on('message', () => process.send?.(server.local.counters.historyRequests));
process.on('disconnect', () => process.exit());
process.send?.({ url: server.url, key: server.local.key, options: server.clientOptions() });
