import { decode } from '@msgpack/msgpack';
import type { InboundMessage, PaginatedResult } from 'ably';
import type { StartOptions } from 'ably-models-react/local-ably/node';
import { describe, expect, it } from 'vitest';
import { dataOf, formats, manualClock, range, startServer } from './local-server.js';

async function pagesOf(first: PaginatedResult<InboundMessage>): Promise<unknown[][]> {
  const pages: unknown[][] = [];
  for (let page: PaginatedResult<InboundMessage> | null = first; page !== null; page = await page.next()) {
    pages.push(dataOf(page.items));
  }
  return pages;
}

const text = (numbers: number[]) => numbers.map(String);

describe.each(formats)('history in $format', ({ useBinaryProtocol }) => {
  const start = (options?: StartOptions) => startServer(options, { useBinaryProtocol });

  it.each([
    ['backwards', [range(10, 7), range(6, 3), range(2, 1)]],
    ['forwards', [range(1, 4), range(5, 8), range(9, 10)]],
  ] as const)('is paged %s', async (direction, expected) => {
    const { rest, local } = await start();
    for (const number of range(1, 10)) local.publish('posts', { data: String(number) });
    const channel = rest().channels.get('posts');
    await expect(channel.history({ direction, limit: 4 }).then(pagesOf)).resolves.toEqual(expected.map(text));
    expect(local.counters.historyRequests).toBe(3);
  });

  it('has no page after the last full one', async () => {
    const { rest, local } = await start();
    for (const number of range(1, 4)) local.publish('posts', { data: String(number) });
    const page = await rest().channels.get('posts').history({ limit: 4 });
    expect(page.hasNext()).toBe(false);
    expect(page.isLast()).toBe(true);
  });

  it('is empty for a channel that nobody has used', async () => {
    const { rest } = await start();
    const page = await rest().channels.get('posts').history();
    expect(page.items).toEqual([]);
    expect(page.hasNext()).toBe(false);
  });

  it('cuts pages through messages that were published together', async () => {
    const { rest, local } = await start();
    local.publish('posts', [{ data: '1' }, { data: '2' }, { data: '3' }]);
    local.publish('posts', [{ data: '4' }, { data: '5' }]);
    const channel = rest().channels.get('posts');
    const backwards = await channel.history({ limit: 2 }).then(pagesOf);
    const forwards = await channel.history({ limit: 2, direction: 'forwards' }).then(pagesOf);
    expect(backwards).toEqual([['5', '4'], ['3', '2'], ['1']]);
    expect(forwards).toEqual([['1', '2'], ['3', '4'], ['5']]);
  });

  it('moves nothing when messages are published or expire while it is paged', async () => {
    const clock = manualClock();
    const { rest, local } = await start({ now: clock.now, retentionMs: 1000 });
    const publish = (numbers: number[]) => {
      for (const number of numbers) local.publish('posts', { data: String(number) });
    };
    publish([1, 2]);
    clock.advance(600);
    publish([3, 4, 5, 6]);
    const first = await rest().channels.get('posts').history({ limit: 2 });
    clock.advance(600);
    publish([7, 8]);
    await expect(pagesOf(first)).resolves.toEqual([
      ['6', '5'],
      ['4', '3'],
    ]);
    expect(dataOf((await first.first()).items)).toEqual(['8', '7']);
    expect(dataOf((await first.current()).items)).toEqual(['8', '7']);
  });

  it('ends at the attach for untilAttach, in both directions', async () => {
    const { connect, local } = await start();
    for (const number of range(1, 5)) local.publish('posts', { data: String(number) });
    const channel = connect().channels.get('posts');
    await channel.attach();
    for (const number of range(6, 8)) local.publish('posts', { data: String(number) });
    const backwards = await channel.history({ untilAttach: true, limit: 2 }).then(pagesOf);
    const forwards = await channel
      .history({ untilAttach: true, limit: 2, direction: 'forwards' })
      .then(pagesOf);
    expect(backwards).toEqual([['5', '4'], ['3', '2'], ['1']]);
    expect(forwards).toEqual([['1', '2'], ['3', '4'], ['5']]);
  });

  it('is limited by start and end, both inclusive', async () => {
    const clock = manualClock(1000);
    const { rest, local } = await start({ now: clock.now });
    for (const number of range(1, 5)) {
      local.publish('posts', { data: String(number) });
      clock.advance(100);
    }
    const page = await rest().channels.get('posts').history({ start: 1100, end: 1300 });
    expect(dataOf(page.items)).toEqual(['4', '3', '2']);
  });

  it('forgets messages after the retention, which may differ by the beginning of the name', async () => {
    const clock = manualClock();
    const { rest, local } = await start({
      now: clock.now,
      retentionMs: 1000,
      retentionRules: { 'kept:': 5000, 'kept:longer:': 9000 },
    });
    const names = ['posts', 'kept:1', 'kept:longer:1'];
    for (const name of names) local.publish(name, { data: name });
    const remembered = async () =>
      (await Promise.all(names.map((name) => rest().channels.get(name).history()))).flatMap(({ items }) =>
        dataOf(items),
      );
    clock.advance(999);
    await expect(remembered()).resolves.toEqual(names);
    clock.advance(1);
    await expect(remembered()).resolves.toEqual(['kept:1', 'kept:longer:1']);
    clock.advance(4000);
    await expect(remembered()).resolves.toEqual(['kept:longer:1']);
  });

  it.each([
    ['limit', '0'],
    ['limit', '1001'],
    ['limit', 'many'],
    ['start', '-1'],
    ['direction', 'sideways'],
    ['from_serial', 'from-somewhere-else'],
  ])('refuses %s=%s: 40003', async (name, value) => {
    const { rest } = await start();
    const request = rest().request('get', '/channels/posts/messages', 3, { [name]: value }, null, {});
    await expect(request).resolves.toMatchObject({ statusCode: 400, errorCode: 40003 });
  });
});

describe('REST', () => {
  it('tells its time', async () => {
    const { rest, connect } = await startServer({ now: () => 1234 });
    await expect(rest().time()).resolves.toBe(1234);
    await expect(connect().time()).resolves.toBe(1234);
  });

  it('reads names that are badly escaped as they stand', async () => {
    const { server, local } = await startServer();
    const headers = { Authorization: `Basic ${btoa(local.key)}` };
    const response = await fetch(`${server.url}/channels/%E0%A4%A/messages`, { headers });
    expect(response.status).toBe(200);
  });

  it('has nothing at other paths: 40400', async () => {
    const { rest } = await startServer();
    const response = await rest().request('get', '/nowhere', 3, null, null, {});
    expect(response).toMatchObject({ statusCode: 404, errorCode: 40400 });
  });

  it.each([
    ['a body that is not JSON', 'not json', 40000],
    ['a body that is no message', '"text"', 40013],
    ['no messages', '[]', 40000],
    ['a name that is not text', '{"name":1}', 40013],
    ['data that is a number', '{"data":1}', 40013],
    ['extras that are text', '{"extras":"x"}', 40013],
    ['an id that is not text', '{"id":1}', 40031],
    ['an update', '{"action":1}', 40000],
    ['a body that is too large', 'x'.repeat(600_000), 40009],
  ])('refuses %s', async (_what, body, code) => {
    const { server, local } = await startServer();
    const response = await fetch(`${server.url}/channels/posts/messages`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Basic ${btoa(local.key)}` },
      body,
    });
    expect(response.headers.get('x-ably-errorcode')).toBe(String(code));
    expect(response.headers.get('content-type')).toBe('application/json');
    await expect(response.json()).resolves.toMatchObject({ error: { code } });
  });

  it('refuses a body that is not the msgpack that it claims to be', async () => {
    const { server, local } = await startServer();
    const response = await fetch(`${server.url}/channels/posts/messages`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-msgpack', Authorization: `Basic ${btoa(local.key)}` },
      body: new Uint8Array([0xc1]),
    });
    expect(response.headers.get('x-ably-errorcode')).toBe('40000');
  });

  it.each(['/time', '/nowhere'])('answers %s in msgpack where that is accepted', async (path) => {
    const { server } = await startServer({ now: () => 1234 });
    const response = await fetch(server.url + path, { headers: { Accept: 'application/x-msgpack' } });
    expect(response.headers.get('content-type')).toBe('application/x-msgpack');
    const body = decode(await response.arrayBuffer());
    expect(body).toMatchObject(path === '/time' ? [1234] : { error: { code: 40400 } });
  });

  it.each([
    ['none', {}],
    ['a key that is not base64', { Authorization: 'Basic §' }],
    ['a token', { Authorization: 'Bearer abc' }],
  ])('refuses credentials that are %s: 40101', async (_what, headers) => {
    const { server } = await startServer();
    const response = await fetch(`${server.url}/channels/posts/messages`, { headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('x-ably-errorcode')).toBe('40101');
  });

  it('lets pages of other origins in, with the headers that the client reads', async () => {
    const { server } = await startServer();
    const response = await fetch(`${server.url}/time`, { headers: { Origin: 'http://localhost:5173' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect(response.headers.get('access-control-allow-credentials')).toBe('true');
    expect(response.headers.get('access-control-expose-headers')).toContain('Link');
  });
});
