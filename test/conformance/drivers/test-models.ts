import type { Realtime } from 'ably';
import type { LocalAbly } from 'ably-models-react/local-ably';
import { getOrAdd } from '../../../src/get-or-add.js';
import { ChannelLog } from '../../../src/testing/channel-log.js';
import { TestRealtime } from '../../../src/testing/test-realtime.js';
import type { AblyServer, Driver } from '../driver.js';
import { ablyModelsReact } from './ably-models-react.js';

/** What a behaviour asks for that the connection of test models does not have. */
export class NotSimulated extends Error {
  constructor(what: string) {
    super(`the connection of test models has no ${what}`);
  }
}

/** ms for which channels keep their messages, as everywhere by default. */
const RETENTION = 120_000;

/** ms until a client whose connection dropped is back. */
const BACK_AFTER = 20;

/** Says what is missing, where a behaviour asks for it. */
const only = <T extends object>(name: string, parts: Partial<T>): T =>
  new Proxy(parts, {
    get: (target, key) => {
      if (key in target) return Reflect.get(target, key) as unknown;
      throw new NotSimulated(`${name}.${String(key)}`);
    },
    set: (_target, key) => {
      throw new NotSimulated(`${name}.${String(key)}`);
    },
  }) as T;

function startTestAbly(options: object): AblyServer {
  for (const option of Object.keys(options)) throw new NotSimulated(`option ${option}`);
  const logs = new Map<string, ChannelLog>();
  const clients = new Set<TestRealtime>();
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let isForgetting = false;
  let isRefusing = false;
  const logOf = (name: string) => getOrAdd(logs, name, () => new ChannelLog(RETENTION));
  const channelsOf = (name: string) => [...clients].flatMap(({ channels }) => channels.all[name] ?? []);
  const reconnect = () => {
    if (!isRefusing) for (const client of clients) client.reconnect();
  };

  const local = only<LocalAbly>('local Ably', {
    publish(name, messages) {
      for (const message of [messages].flat()) {
        const { id, name: event = '', data, extras } = message;
        const { headers = {} } = (extras ?? {}) as { headers?: Record<string, string> };
        logOf(name).publish({ id, name: event, data, headers });
      }
      // In a task of their own, as frames arrive.
      setImmediate(() => channelsOf(name).forEach((channel) => channel.deliver()));
      return [];
    },
    attachments: (name) => channelsOf(name).filter(({ state }) => state === 'attached').length,
    loseContinuity(name, { during } = {}) {
      const channels = channelsOf(name);
      during?.();
      for (const channel of channels) channel.loseContinuity();
      return channels.length;
    },
    expireHistory: (name) => logOf(name).expire(),
    forgetConnections: () => {
      isForgetting = true;
      return clients.size;
    },
    dropConnections({ refuseFor = BACK_AFTER } = {}) {
      for (const client of clients) {
        client.disconnect();
        if (isForgetting) for (const channel of Object.values(client.channels.all)) channel.loseContinuity();
      }
      isForgetting = false;
      timers.add(setTimeout(reconnect, refuseFor));
      return clients.size;
    },
    refuseConnections(refuse) {
      isRefusing = refuse;
      reconnect();
    },
  });

  return {
    local,
    connect(ablyOptions) {
      for (const option of Object.keys(ablyOptions)) throw new NotSimulated(`client option ${option}`);
      const client = new TestRealtime(RETENTION, logs);
      clients.add(client);
      const ping = () => new Promise((resolve) => setImmediate(resolve));
      const connection = Object.assign(client.connection, { ping });
      return only('client', { connection, channels: client.channels } as unknown as Partial<Realtime>);
    },
    close: () => timers.forEach((timer) => clearTimeout(timer)),
  };
}

/** The client of this package, on the connection that `createTestModels` puts beneath it. */
export const testModels: Driver = { ...ablyModelsReact, name: 'test models', startAbly: startTestAbly };
