import type { InboundMessage } from 'ably';
import { fakeRealtime } from '../../fake-realtime.js';
import { placeOf, type Change, type Layout } from './contender.js';

const EVENT = 'value.set';

export const channelNameOf = (source: number) => `values:${source}`;

/** The channels that all contenders hear their messages from. */
export class Wire {
  readonly #fake = fakeRealtime();
  readonly ably = this.#fake.ably;
  readonly #layout: Layout;
  #published = 0;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** Listens as an application does that has only Ably. */
  listen(source: number, listener: (change: Change) => void): void {
    const channel = this.ably.channels.get(channelNameOf(source));
    void channel.subscribe(({ data }) => listener(data as Change));
  }

  readonly receive = ({ index, value }: Change): void => {
    this.#published += 1;
    const { source, at } = placeOf(index, this.#layout);
    // The SDK skips a message that names no mutation.
    const headers = { 'x-ably-models-event-uuid': `mutation-${this.#published}` };
    const data: Change = { index: at, value };
    const message = { id: String(this.#published), name: EVENT, data, extras: { headers } };
    this.#fake.deliver(channelNameOf(source), message as InboundMessage);
  };
}
