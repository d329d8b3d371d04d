import { SimulatedAbly, SimulatedChannel } from './simulated-ably.js';
import { virtualClock } from './virtual-clock.js';
import type { Host, World } from './world.js';

export const RETENTION = 120_000;

/** Lets all promises that can settle do so. */
const drain = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A world without network or time of its own: thousands of schedules a minute, and each the same every time. */
export function simulatedWorld(): World {
  const clock = virtualClock();
  const channel = new SimulatedChannel(clock, RETENTION);
  const hosts: SimulatedAbly[] = [];

  return {
    clock,
    openHost() {
      const ably = new SimulatedAbly(channel, clock);
      hosts.push(ably);
      const each =
        (act: (session: SimulatedAbly['sessions'] extends Set<infer S> ? S : never) => void) => () => {
          for (const session of ably.sessions) act(session);
        };
      const host: Host = {
        channels: ably,
        drop: (forget) => ably.drop(forget),
        reconnect: () => ably.reconnect(),
        loseContinuity: each((session) => session.loseContinuity()),
        detach: each((session) => session.lose('detached')),
        failChannel: each((session) => session.lose('failed')),
        suspend: each((session) => session.suspend()),
        deliverTwice: each((session) => session.deliverTwice()),
        failHistory: (times) => {
          ably.failingHistoryRequests = times;
        },
      };
      return host;
    },
    // Nothing is left of it but what its model leaves behind, and that is counted at the end.
    closeHost: () => Promise.resolve(),
    publish: (message) => channel.publish(message),
    wait: (ms, look) =>
      clock.pass(ms, async () => {
        await drain();
        look();
      }),
    historyRequests: () => hosts.reduce((sum, { historyRequests }) => sum + historyRequests, 0),
    async leftovers() {
      await drain();
      const sessions = hosts.reduce((sum, ably) => sum + ably.sessions.size, 0);
      const observers = hosts.reduce((sum, ably) => sum + ably.observerCount, 0);
      const channels = hosts.reduce((sum, { channelObjects }) => sum + channelObjects, 0);
      return { timers: clock.pending, sessions, observers, channels };
    },
    close: () => Promise.resolve(),
  };
}
