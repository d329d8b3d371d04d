import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import * as ably from 'ably';
import { Realtime, type ClientOptions } from 'ably';
import * as localAbly from 'ably-models-react/local-ably';
import type { InPage, LocalAbly } from 'ably-models-react/local-ably';
import * as localAblyNode from 'ably-models-react/local-ably/node';
import type { LocalAblyServer } from 'ably-models-react/local-ably/node';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { runLocalAbly } from '../../src/local-ably/cli.js';
import { Action } from '../../src/local-ably/protocol.js';
import { dataOf, fakeSocket, listen, startServer } from '../local-ably/local-server.js';
import { WAIT } from '../wait.js';
import { blocksOf, type Block } from './blocks.js';
import { storiesOf, type Run } from './run-blocks.js';

const path = 'docs/local-ably.md';

/** Each fault is a line, and has to be run by a test of its own. */
function linesOf(block: Block): readonly Block[] {
  const lines = block.code.trimEnd().split('\n');
  if (!lines.every((line) => line.startsWith('local.'))) return [block];
  return lines.map((code, index) => ({ ...block, line: block.line + 1 + index, code: `${code}\n` }));
}

type Module = Readonly<Record<string, unknown>>;

/** What is imported from `ably` and from the document's `local-ably.ts`; a test may give another one. */
const imported: { ably: () => Module; inPage?: Module } = { ably: () => ably };
afterEach(() => {
  imported.ably = () => ably;
});

const { story, all } = storiesOf(
  path,
  {
    get ably() {
      return imported.ably();
    },
    get './local-ably'() {
      return imported.inPage ?? {};
    },
    'ably-models-react/local-ably': localAbly,
    'ably-models-react/local-ably/node': localAblyNode,
  },
  linesOf,
);

/** `ably` knows `channelRetryTimeout` (TO3l7); its types do not. */
const retriesSoon: Partial<ClientOptions> & { channelRetryTimeout: number } = {
  channelRetryTimeout: 10,
  disconnectedRetryTimeout: 10,
};

/** A server with two clients on the channel of the document. */
async function open() {
  const { connect, local } = await startServer();
  const [ada, bob] = ['ada', 'bob'].map((clientId) => connect({ clientId, ...retriesSoon })) as [
    Realtime,
    Realtime,
  ];
  const [heard] = [await listen(ada, 'posts:1'), await listen(bob, 'posts:1')];
  const bobsStates: string[] = [];
  bob.connection.on(({ current }) => bobsStates.push(current));
  const publish = (...data: string[]) => {
    for (const each of data) local.publish('posts:1', { data: each });
  };
  const hears = (...data: string[]) => vi.waitFor(() => expect(dataOf(heard)).toEqual(data), WAIT);
  return { local, ada, bob, bobsStates, posts: ada.channels.get('posts:1'), heard, publish, hears };
}

/** A local Ably and a socket without a network, whose time stands still. */
function openAtRest() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const local = localAbly.createLocalAbly();
  onTestFinished(() => local.close());
  const query = new URLSearchParams({ key: local.key, clientId: 'ada', format: 'json' });
  const socket = fakeSocket();
  return { local, query, socket, events: local.accept(query, socket) };
}

describe('In the document on the local Ably', () => {
  it('the command prints an address and a client, which works, and its help lists the options', async () => {
    const [block] = blocksOf(path).filter(({ language }) => language === 'sh');
    const [command, ...args] = block?.code.replace('npx ably-models-react ', '').trim().split(' ') ?? [];
    expect(command).toBe('local-ably');
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const once = vi.spyOn(process, 'once').mockReturnThis();
    onTestFinished(() => void vi.restoreAllMocks());
    // Any free port, where a reader has that one.
    await runLocalAbly(args.map((arg) => (arg === '8080' ? '0' : arg)));
    const printed = write.mock.calls.join('');
    const stop = once.mock.calls.find(([signal]) => signal === 'SIGINT')?.[1];
    onTestFinished(() => stop?.());
    const [, pasted = ''] = /const ably = (new Ably\.Realtime\(\{.*?\}\));/s.exec(printed) ?? [];
    const paste = compileFunction(`return ${pasted}`, ['Ably']) as (Ably: object) => Realtime;
    const client = paste(ably);
    onTestFinished(() => client.close());
    await client.connection.whenState('connected');
    expect(printed).toContain(`http://127.0.0.1:`);

    write.mockClear();
    await runLocalAbly(['--help']);
    const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    const told = [...text.matchAll(/`(--\w+)`/g)].map(([, option = '']) => option);
    const listed = [...write.mock.calls.join('').matchAll(/^ {2}(--\w+)/gm)].map(([, option = '']) => option);
    expect(told.sort()).toEqual(listed.sort());
  });

  story(['startLocalAbly()'], 'a server of a test is on a free port, and ends with it', async (run) => {
    const elided = async ({ ably: client }: { ably: Realtime }) => {
      await client.connection.whenState('connected');
      expect(client.auth.clientId).toBe('ada');
    };
    const { server, ably: client } = (await run({ elided })) as { server: LocalAblyServer; ably: Realtime };
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    expect(server.port).not.toBe(8080);
    await client.connection.whenState('closed');
    await expect(fetch(server.url)).rejects.toThrow();
  });

  story(['port: 8080'], 'a client by hand needs these options', async (run) => {
    const { server } = await startServer();
    const options: unknown[] = [];
    class RealtimeOfPort extends Realtime {
      constructor(given: ClientOptions) {
        options.push(given);
        super({ ...given, port: server.port });
      }
    }
    imported.ably = () => ({ Realtime: RealtimeOfPort });
    const { ably: client } = (await run()) as { ably: Realtime };
    onTestFinished(() => client.close());
    await client.connection.whenState('connected');
    expect(options).toEqual([{ ...server.clientOptions(), port: 8080 }]);
  });

  describe('in a page', () => {
    /** As far as a page and `ably` for browsers ask for one. */
    const stubPage = () => {
      const page = {
        WebSocket,
        location: new URL('http://localhost/'),
        window: globalThis,
        self: globalThis,
      };
      for (const [name, value] of Object.entries(page)) vi.stubGlobal(name, value);
      onTestFinished(() => void vi.unstubAllGlobals());
      return { WebSocket: globalThis.WebSocket, fetch: globalThis.fetch };
    };

    /** `ably` for browsers, imported anew: it takes hold of `WebSocket`. */
    const importAbly = (): Module => {
      // It says that Node has another build.
      const log = vi.spyOn(console, 'log').mockReturnValue();
      const file = createRequire(import.meta.url)
        .resolve('ably')
        .replace('ably-node.js', 'ably.js');
      const module = { exports: {} };
      const load = compileFunction(readFileSync(file, 'utf8'), ['module', 'exports']) as (
        ...given: object[]
      ) => void;
      load(module, module.exports);
      log.mockRestore();
      return module.exports;
    };

    story(
      ['local-ably.ts', 'app.ts'],
      'two clients meet without a server, until a hot reload gives the page its own back',
      async (first, app) => {
        const native = stubPage();
        const disposals: (() => void)[] = [];
        const hot = { dispose: (callback: () => void) => void disposals.push(callback) };
        const file = await first({ meta: { hot } });
        const inPage = file as unknown as InPage & { local: LocalAbly };
        onTestFinished(() => inPage.uninstall());
        imported.inPage = file;
        imported.ably = importAbly;

        const { ada, bob } = (await app()) as { ada: Realtime; bob: Realtime };
        onTestFinished(() => [ada, bob].forEach((client) => client.close()));
        const heard = await listen(bob, 'posts:1');
        await ada.channels.get('posts:1').publish('comment.added', 'Hello');
        await vi.waitFor(() => expect(heard).toMatchObject([{ data: 'Hello', clientId: 'ada' }]), WAIT);
        expect(inPage.local.connections.map(({ clientId }) => clientId).sort()).toEqual(['ada', 'bob']);
        expect(globalThis.WebSocket).not.toBe(native.WebSocket);

        expect(disposals).toHaveLength(1);
        disposals[0]?.();
        expect(globalThis).toMatchObject(native);
      },
    );
  });

  describe('a fault of the network', () => {
    story(['latencyMs'], 'delays what goes each way', async (run) => {
      const { local, socket, events } = openAtRest();
      await vi.advanceTimersByTimeAsync(0);
      socket.frames.length = 0;
      await run({ local });
      events.message(JSON.stringify({ action: Action.heartbeat, id: 'ping' }));
      await vi.advanceTimersByTimeAsync(499);
      expect(socket.frames).toEqual([]);
      await vi.advanceTimersByTimeAsync(1);
      expect(socket.frames).toMatchObject([{ action: Action.heartbeat, id: 'ping' }]);
    });

    story(
      ["dropConnections({ clientId: 'ada' })"],
      'cuts a connection without a word, which is resumed',
      async (run) => {
        const { local, ada, bobsStates, publish, hears } = await open();
        const { id } = ada.connection;
        const lost = ada.connection.once('disconnected');
        await run({ local });
        publish('missed');
        const { reason } = await lost;
        expect(reason?.code).toBe(80003);
        await hears('missed');
        expect(ada.connection.id).toBe(id);
        expect(bobsStates).toEqual([]);
      },
    );

    story(['refuseFor'], 'keeps a client out for five seconds', async (run) => {
      const { local, query, socket } = openAtRest();
      await run({ local });
      expect(socket.terminate).toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(4999);
      expect(local.refuses(query)).toBe(true);
      await vi.advanceTimersByTimeAsync(1);
      expect(local.refuses(query)).toBe(false);
    });

    story(
      ['refuseConnections(true)', 'refuseConnections(false)'],
      'lets nobody in until it is called off',
      async (refuse, admit) => {
        const { connect, local } = await startServer();
        await refuse({ local });
        const client = connect(retriesSoon);
        await client.connection.whenState('disconnected');
        expect(local.connections).toEqual([]);
        await admit({ local });
        await client.connection.whenState('connected');
      },
    );

    story(['forgetConnections'], 'has the next resume fail', async (run) => {
      const { local, ada, posts } = await open();
      const { id } = ada.connection;
      await run({ local });
      expect(ada.connection.state).toBe('connected');
      const attached = posts.once('attached');
      local.dropConnections({ clientId: 'ada' });
      await expect(attached).resolves.toMatchObject({ resumed: false });
      expect(ada.connection.id).not.toBe(id);
    });

    story(['disconnectConnections'], 'sends clients away with an error, and they resume', async (run) => {
      const { local, ada } = await open();
      const { id } = ada.connection;
      const lost = ada.connection.once('disconnected');
      await run({ local });
      await expect(lost).resolves.toMatchObject({ reason: { code: 40142 } });
      await ada.connection.whenState('connected');
      expect(ada.connection.id).toBe(id);
      const lostAgain = ada.connection.once('disconnected');
      local.disconnectConnections();
      await expect(lostAgain).resolves.toMatchObject({ reason: { code: 80003 } });
    });

    story(['failConnections'], 'fails clients', async (run) => {
      const { local, ada } = await open();
      const failed = ada.connection.once('failed');
      await run({ local });
      await expect(failed).resolves.toMatchObject({ reason: { code: 80000 } });
    });
  });

  describe('a fault of continuity', () => {
    story(["loseContinuity('posts:1');"], 'is an update, though nothing was missed', async (run) => {
      const { local, posts, publish, hears } = await open();
      const updated = posts.once('update');
      publish('1');
      await run({ local });
      publish('2');
      await expect(updated).resolves.toMatchObject({ resumed: false });
      await hears('1', '2');
    });

    story(['during'], 'has a message missed', async (run) => {
      const { local, posts, heard, publish, hears } = await open();
      const updated = posts.once('update');
      await run({ local });
      publish('seen');
      await expect(updated).resolves.toMatchObject({ resumed: false });
      await hears('seen');
      expect(heard.map(({ id }) => id)).not.toContain('42');
      const { items } = await posts.history();
      expect(items.map(({ id }) => id)).toContain('42');
    });

    story(['expireSerials'], 'is a next attach that is not resumed', async (run) => {
      const { local, ada, bob } = await open();
      const attached = [ada, bob].map((client) => client.channels.get('posts:1').once('attached'));
      await run({ local });
      local.dropConnections();
      const lost = { resumed: false, reason: { code: 90003 } };
      await expect(Promise.all(attached)).resolves.toMatchObject([lost, lost]);
    });

    story(['expireHistory'], 'is a history that has nothing left', async (run) => {
      const { local, posts, publish } = await open();
      publish('1', '2');
      await run({ local });
      expect((await posts.history()).items).toEqual([]);
    });

    story(['detachChannel'], 'detaches, and clients attach again at once', async (run) => {
      const { local, posts } = await open();
      const attaching = posts.once('attaching');
      const attached = posts.once('attached');
      await run({ local });
      await expect(attaching).resolves.toMatchObject({ reason: { code: 90001 } });
      await attached;
      expect(local.attachments('posts:1')).toBe(2);
    });

    story(['failChannel'], 'fails the channel', async (run) => {
      const { local, posts } = await open();
      const failed = posts.once('failed');
      await run({ local });
      await expect(failed).resolves.toMatchObject({ reason: { code: 40160 } });
    });
  });

  describe('a fault of delivery, of which the history keeps the truth,', () => {
    /** What is heard of four messages, `42` among them. */
    async function deliver(run: Run, ...expected: string[]) {
      const { local, posts, heard, hears } = await open();
      await run({ local });
      for (const data of ['1', '42', '3', '4', '5']) local.publish('posts:1', { id: data, data });
      await hears(...expected);
      expect(heard.map(({ id }) => id)).toEqual(expected);
      const { items } = await posts.history({ direction: 'forwards' });
      expect(dataOf(items)).toEqual(['1', '42', '3', '4', '5']);
    }

    story(['loseMessages'], 'loses the next two messages', (run) => deliver(run, '3', '4', '5'));
    story(['duplicateMessages'], 'repeats a message, with the same id', (run) =>
      deliver(run, '1', '42', '42', '3', '4', '5'),
    );
    story(['[2, 0, 1]'], 'has the third message come first', (run) => deliver(run, '3', '1', '42', '4', '5'));
    story(['[1, 2, 3, 0]'], 'holds a message back behind the three after it', (run) =>
      deliver(run, '42', '3', '4', '1', '5'),
    );
  });

  describe('a fault of requests', () => {
    story(['failHistory'], 'fails the second page of a history', async (run) => {
      const { local, posts, publish } = await open();
      publish('1', '2');
      await run({ local });
      const first = await posts.history({ limit: 1 });
      await expect(first.next()).rejects.toMatchObject({ statusCode: 503 });
      await expect(first.next()).resolves.toMatchObject({ items: [{ data: '1' }] });
    });

    story(['failPublishes'], 'refuses three publishes for their rate', async (run) => {
      const { local, posts } = await open();
      await run({ local });
      for (let time = 0; time < 3; time += 1)
        await expect(posts.publish('event', 'refused')).rejects.toMatchObject({ code: 42911 });
      await posts.publish('event', 'taken');
      expect(dataOf((await posts.history()).items)).toEqual(['taken']);
    });

    story(['failAttaches'], 'has a channel suspended, which is tried again', async (run) => {
      const { connect, local } = await startServer();
      const posts = connect(retriesSoon).channels.get('posts:1');
      const changes: [string, number | undefined][] = [];
      posts.on(({ current, reason }) => changes.push([current, reason?.code]));
      await run({ local });
      posts.attach().catch(() => undefined);
      await posts.whenState('attached');
      expect(changes.filter(([state]) => state !== 'attaching')).toEqual([
        ['suspended', 90000],
        ['suspended', 90000],
        ['attached', undefined],
      ]);
    });
  });

  describe('the backend', () => {
    story(["name: 'comment.added'"], 'publishes', async (run) => {
      const { local, heard } = await open();
      await run({ local });
      await vi.waitFor(() => expect(heard).toHaveLength(1), WAIT);
      expect(heard).toMatchObject([{ id: '42', name: 'comment.added', data: { text: 'hi' } }]);
      await run({ local });
      local.publish('posts:1', { data: 'next' });
      await vi.waitFor(() => expect(dataOf(heard).slice(1)).toEqual(['next']), WAIT);
    });

    story(['attachments'], 'sees how many are attached', async (run) => {
      const { local } = await open();
      expect(await run({ local })).toEqual({ default: 2 });
    });

    story(['local.connections;'], 'sees the connections, as they are listed', async (run) => {
      const { local } = await open();
      const { default: connections } = (await run({ local })) as { default: readonly object[] };
      expect(connections).toMatchObject([{ clientId: 'ada' }, { clientId: 'bob' }]);
      expect(Object.keys(connections[0] ?? {})).toEqual(namesListed('local.connections'));
    });

    story(['local.counters;'], 'sees what was asked for, in snapshots to compare', async (run) => {
      const { local, posts } = await open();
      const { default: before } = (await run({ local })) as { default: LocalAbly['counters'] };
      expect(Object.keys(before)).toEqual(namesListed('local.counters'));
      expect(before).toMatchObject({ connects: 2, attaches: 2, historyRequests: 0 });
      await posts.history();
      const { default: after } = (await run({ local })) as { default: LocalAbly['counters'] };
      expect([before.historyRequests, after.historyRequests]).toEqual([0, 1]);
    });

    /** The names that the comment of a line has. */
    function namesListed(start: string): readonly string[] {
      const line = blocksOf(path)
        .flatMap(linesOf)
        .find(({ code }) => code.startsWith(`${start};`));
      const [, names = ''] = /\{ (.*) \}/.exec(line?.code ?? '') ?? [];
      return names.split(', ');
    }
  });

  all();
});
