import type { Connection } from 'ably';
import { lack } from './lack.js';
import { StateEmitter } from './state-emitter.js';

interface ConnectionChange {
  readonly current: string;
  readonly previous: string;
}

/** ms for which Ably can resume a connection (https://ably.com/docs/connect/states). */
const RESUMABLE_MS = 120_000;

/** The `connection` of an Ably client, without a network beneath it. */
export class TestConnection extends StateEmitter<ConnectionChange> {
  static {
    lack<Exclude<keyof Connection, keyof TestConnection>>(this.prototype, 'connection; it has its state', {
      close: true,
      connect: true,
      createRecoveryKey: true,
      id: true,
      key: true,
      ping: true,
    });
  }

  state: 'connected' | 'disconnected' | 'closed' = 'connected';
  readonly errorReason = null;
  #lostAt = 0;

  get isConnected(): boolean {
    return this.state === 'connected';
  }

  /** Whether it has been away for too long to be resumed. */
  get isForgotten(): boolean {
    return !this.isConnected && Date.now() - this.#lostAt > RESUMABLE_MS;
  }

  move(current: TestConnection['state']): void {
    const previous = this.state;
    if (previous === current) return;
    if (previous === 'connected') this.#lostAt = Date.now();
    this.state = current;
    this.emit(current, { current, previous });
  }

  whenState(state: string): Promise<ConnectionChange | null> {
    return this.state === state ? Promise.resolve(null) : this.once(state);
  }
}
