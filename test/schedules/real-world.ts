import { startLocalAbly } from '../../src/local-ably/node.js';
import { CHANNEL, RealHost } from './real-host.js';
import { RETENTION } from './simulated-world.js';
import { virtualClock } from './virtual-clock.js';
import type { World } from './world.js';

/** ms of real time; a network within one process has come to rest long before. */
const PATIENCE = 10_000;
/** ms for which the server drops a message id that it has seen. */
const IDEMPOTENCY = 120_000;

/**
 * The real client, the real channel layer, and a server that speaks Ably's protocol. The time of models and server
 * is virtual: it stands still until the network has come to rest.
 */
export async function realWorld(): Promise<World> {
  const clock = virtualClock();
  /** How far the server's clock is ahead of the models'. */
  let ahead = 0;
  const server = await startLocalAbly({
    now: () => clock.now() + ahead,
    // Kept until they are expired here: by the models' clock.
    retentionMs: Number.MAX_SAFE_INTEGER,
  });
  const { local } = server;
  let hosts: RealHost[] = [];
  const closed: RealHost[] = [];
  let kept: { readonly serial: string; readonly at: number }[] = [];
  const published = new Set<string>();

  const expire = () => {
    const isKept = ({ at }: { readonly at: number }) => at >= clock.now() - RETENTION;
    const remaining = kept.filter(isKept);
    if (remaining.length === kept.length) return;
    kept = remaining;
    const [oldest] = kept;
    local.expireHistory(CHANNEL, oldest && { before: oldest.serial });
  };

  /** Until nobody waits for an answer, and nothing happens any more that the server has caused. */
  const settle = async (look: () => void): Promise<void> => {
    expire();
    const activity = () => hosts.reduce((sum, host) => sum + host.activity, 0);
    const giveUpAt = performance.now() + PATIENCE;
    for (;;) {
      const before = activity();
      await Promise.all(hosts.map((host) => host.catchUp()));
      // What came is handled in promises, after which it may be that something new is asked for.
      for (let turn = 0; turn < 2; turn += 1) {
        await new Promise<void>((resolve) => void setImmediate(resolve));
        look();
      }
      if (activity() === before && !hosts.some(({ isWaiting }) => isWaiting)) return;
      if (performance.now() > giveUpAt) throw new Error('unable to go on; the network does not come to rest');
    }
  };

  return {
    clock,
    openHost() {
      const host = new RealHost(
        `client-${hosts.length + closed.length}`,
        local,
        server.clientOptions(),
        clock,
      );
      hosts.push(host);
      return host;
    },
    async closeHost(host) {
      const [gone] = hosts.filter((each) => each === host);
      if (gone === undefined) return;
      // Nothing of it answers any more.
      hosts = hosts.filter((each) => each !== gone);
      closed.push(gone);
      await gone.close();
    },
    publish(message) {
      // A connector that publishes a row again in earnest: the server must have forgotten the id.
      if (published.has(message.id)) ahead += IDEMPOTENCY + 1;
      published.add(message.id);
      const [serial] = local.publish(CHANNEL, message);
      if (serial !== undefined) kept.push({ serial, at: clock.now() });
    },
    wait: (ms, look) => clock.pass(ms, () => settle(look)),
    historyRequests: () => local.counters.historyRequests,
    async leftovers() {
      await settle(() => undefined);
      return {
        timers: clock.pending,
        attachments: local.attachments(CHANNEL),
        listeners: [...hosts, ...closed].reduce((sum, { listeners }) => sum + listeners, 0),
      };
    },
    async close() {
      await Promise.all(hosts.map((host) => host.close()));
      await server.close();
    },
  };
}
