import { describe, expect, it, vi } from 'vitest';
import { dataOf, listen, range, startServer } from './local-server.js';
import { WAIT } from '../wait.js';

describe('latency', () => {
  it('delays each way, frames and requests alike', async () => {
    const { connect, rest, local } = await startServer();
    const client = connect();
    await client.connection.whenState('connected');
    local.latencyMs = 60;
    await expect(client.connection.ping()).resolves.toBeGreaterThanOrEqual(115);
    const before = performance.now();
    await rest().time();
    expect(performance.now() - before).toBeGreaterThanOrEqual(115);
  });

  it('keeps everything in order while it changes', async () => {
    const { connect, local } = await startServer();
    const [ada, bob] = [connect(), connect()];
    const messages = await listen(ada, 'posts');
    await bob.connection.whenState('connected');
    const published: Promise<unknown>[] = [];
    for (const number of range(1, 60)) {
      local.latencyMs = [0, 25, 3, 40, 1][number % 5] ?? 0;
      published.push(bob.channels.get('posts').publish('event', String(number)));
      if (number % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all(published);
    await vi.waitFor(() => expect(messages).toHaveLength(60), WAIT);
    expect(dataOf(messages)).toEqual(range(1, 60).map(String));
  });

  it('delivers the last of several, though nothing comes behind it', async () => {
    const { connect, local } = await startServer();
    const client = connect();
    await client.connection.whenState('connected');
    local.latencyMs = 40;
    const pings = [client.connection.ping()];
    await new Promise((resolve) => setTimeout(resolve, 20));
    pings.push(client.connection.ping());
    await expect(Promise.all(pings)).resolves.toHaveLength(2);
  });

  it('lets go at once of what is under way when it is taken away', async () => {
    const { connect, local } = await startServer();
    const client = connect();
    await client.connection.whenState('connected');
    local.latencyMs = 60_000;
    const pong = client.connection.ping();
    const published = client.channels.get('posts').publish('event', 'data');
    local.latencyMs = 0;
    await expect(pong).resolves.toBeLessThan(5000);
    await expect(published).resolves.toBeDefined();
  });

  it('is a number of 0 or more', async () => {
    const { local } = await startServer();
    expect(() => (local.latencyMs = -1)).toThrow(RangeError);
    expect(() => (local.latencyMs = Number.NaN)).toThrow(
      'unable to set latencyMs; NaN is not a number of 0 or more',
    );
  });
});
