import type { ChangeEvent, ModelsClientOptions, SavedStates } from 'ably-models-react';
import type { StartOptions } from 'ably-models-react/local-ably/node';
import { onTestFinished, vi } from 'vitest';
import { appendEvent, CHANNEL, openWorld, type Log } from '../model/world.js';

/** Two clocks: that of the server, and that of whatever page is open. Both stand still until they are told otherwise. */
export function twoClocks() {
  let server = Date.now();
  let page = server;
  vi.spyOn(Date, 'now').mockImplementation(() => page);
  return {
    now: () => server,
    /** Time passes everywhere. */
    pass(ms: number) {
      server += ms;
      page += ms;
    },
    /** Somebody sets the clock of the page. */
    setPage(by: number) {
      page += by;
    },
  };
}

/** As a browser's storage keeps it. */
export const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** A world in which pages come and go, one after the other, each with a client of its own. */
export async function openPages(serverOptions: StartOptions = {}) {
  const world = await openWorld(serverOptions);

  /** A page that begins with what an earlier one has kept. */
  const openPage = (
    kept: SavedStates | undefined,
    answer: () => unknown,
    options: Partial<ModelsClientOptions> = {},
    merge: (log: Log, event: ChangeEvent) => Log = appendEvent,
  ) => {
    const { ably, client } = world.open(options);
    if (kept) client.restore(kept);
    const sync = vi.fn(async () => (await answer()) as { data: Log; sequenceId: string | number });
    const model = client.models.get({ channelName: CHANNEL, sync, merge });
    onTestFinished(() => model.dispose());
    /** The page is gone; what it had kept stays. */
    const leave = async () => {
      const left = throughJson(client.snapshot());
      await model.dispose();
      return left;
    };
    return { ably, client, model, sync, leave };
  };

  return { ...world, openPage };
}
