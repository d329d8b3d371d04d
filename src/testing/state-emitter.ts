type Listener<Change> = (change: Change) => void;

interface Entry<Change> {
  /** `undefined` for every state. */
  readonly event: string | undefined;
  readonly listener: Listener<Change>;
}

/** What Ably's connection and channels have in common: listeners by state, or for all of them. */
export class StateEmitter<Change> {
  #entries: Entry<Change>[] = [];

  on(...which: [listener: Listener<Change>] | [event: string, listener: Listener<Change>]): void {
    const [event, listener] = which.length === 1 ? [undefined, which[0]] : which;
    this.#entries.push({ event, listener });
  }

  /** With an event, or none, and no listener: the next change as a promise, as Ably has it. */
  once(event?: string): Promise<Change> {
    return new Promise((resolve) => {
      const entry: Entry<Change> = {
        event,
        listener: (change) => {
          this.#entries = this.#entries.filter((other) => other !== entry);
          resolve(change);
        },
      };
      this.#entries.push(entry);
    });
  }

  off(...which: [] | [listener: Listener<Change>] | [event: string, listener: Listener<Change>]): void {
    const listener = which.at(-1);
    const event = which.length === 2 ? which[0] : undefined;
    const isMeant = (entry: Entry<Change>) =>
      listener === undefined || (entry.listener === listener && (event ?? entry.event) === entry.event);
    this.#entries = this.#entries.filter((entry) => !isMeant(entry));
  }

  /** `null` where there are none, as Ably has it: what asks for the length of a list finds a leak in an empty one. */
  listeners(event?: string): Listener<Change>[] | null {
    const found = this.#entries.filter((entry) => entry.event === event).map(({ listener }) => listener);
    return found.length > 0 ? found : null;
  }

  get size(): number {
    return this.#entries.length;
  }

  emit(event: string, change: Change): void {
    for (const entry of [...this.#entries]) {
      if (entry.event === undefined || entry.event === event) entry.listener(change);
    }
  }
}
