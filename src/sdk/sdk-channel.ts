import type { ErrorInfo, Realtime, RealtimeChannel } from 'ably';

/**
 * The Ably channel that the SDK uses, to look at only: through the application's own connection, which the SDK
 * makes public. The SDK makes the channel anew each time that it was paused.
 */
export class SdkChannel {
  readonly #ably: Realtime;
  readonly #name: string;
  #watched: RealtimeChannel | undefined;

  constructor(ably: Realtime, name: string) {
    this.#ably = ably;
    this.#name = name;
  }

  /** Why Ably refused the channel, if it did. */
  get refusal(): ErrorInfo | undefined {
    const { state, errorReason } = this.#current;
    return state === 'failed' ? errorReason : undefined;
  }

  /** Resolves when the SDK is through with a detach that it does not wait for itself. */
  async untilDetached(): Promise<void> {
    const channel = this.#current;
    if (channel.state !== 'detaching') return;
    await new Promise<void>((resolve) => channel.once(() => resolve()));
    // What the SDK has still to do after its `await` comes first.
    await new Promise((resolve) => setTimeout(resolve));
  }

  /**
   * Calls back when Ably attached the channel anew, with a hole in between (spec RTL12, RTN15c7): after a lost
   * connection, for example. The SDK does not notice `attached`; at `update` it detaches, and waits for ever:
   * Ably never answers a detach that is asked for in a listener of `update`.
   *
   * Must be called while the channel is attached.
   */
  watch(onGap: () => void): void {
    const channel = this.#current;
    if (channel === this.#watched) return;
    this.#watched = channel;
    channel.on(['attached', 'update'], ({ resumed }) => {
      if (!resumed && channel === this.#watched) onGap();
    });
  }

  get #current(): RealtimeChannel {
    return this.#ably.channels.get(this.#name);
  }
}
