import { localAbly } from '../ui/local-ably.js';
import { openTab, type AppTab } from './tab.js';
import type { Api } from './api.js';

export type Place = 0 | 1;

export interface MachineState {
  readonly isOnline: boolean;
  readonly isSignedIn: boolean;
  /** By place; `undefined` where none is open. */
  readonly tabs: readonly [AppTab | undefined, AppTab | undefined];
}

interface MachineOptions {
  readonly api: Api;
  readonly listId: string;
  readonly user: string;
}

/** One person's machine: a network that comes and goes, and tabs that share what is kept. */
export class Machine {
  readonly #options: MachineOptions;
  readonly #listeners = new Set<() => void>();
  #shown: MachineState = {
    isOnline: true,
    isSignedIn: true,
    tabs: [undefined, undefined],
  };

  constructor(options: MachineOptions) {
    this.#options = options;
    this.open(0);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getState = (): MachineState => this.#shown;

  open(place: Place): void {
    const { user } = this.#options;
    this.#put(place, openTab({ ...this.#options, clientId: user }));
  }

  close(place: Place): void {
    this.#shown.tabs[place]?.close();
    this.#put(place, undefined);
  }

  closeAll(): void {
    this.close(0);
    this.close(1);
  }

  /** The local Ably keeps this machine out, and so does the backend. */
  setOnline(isOnline: boolean): void {
    const { api, user: clientId } = this.#options;
    api.isOnline = isOnline;
    localAbly.refuseConnections(!isOnline, { clientId });
    if (!isOnline) localAbly.dropConnections({ clientId });
    else for (const tab of this.#shown.tabs) tab?.client.ably.connect();
    this.#show({ isOnline });
  }

  /** Whoever uses the machine next must not find what was kept. */
  async signOut(): Promise<void> {
    await this.#shown.tabs.find((tab) => tab !== undefined)?.clear();
    this.closeAll();
    this.#show({ isSignedIn: false });
  }

  signIn(): void {
    this.#show({ isSignedIn: true });
    this.open(0);
  }

  #put(place: Place, tab: AppTab | undefined): void {
    const { tabs } = this.#shown;
    this.#show({ tabs: place === 0 ? [tab, tabs[1]] : [tabs[0], tab] });
  }

  #show(change: Partial<MachineState>): void {
    this.#shown = { ...this.#shown, ...change };
    this.#listeners.forEach((listener) => listener());
  }
}
