import type { PGlite } from '@electric-sql/pglite';
import { readList, readTask } from './backend/read.js';
import { write, type Command, type Response } from './backend/write.js';

/** The way to the backend, which all browsers share. */
export class Road {
  /** Each way, in ms. */
  latencyMs = 0;
  #opened: Promise<void> = Promise.resolve();
  #open: (() => void) | undefined;

  /** Closed, requests are on their way and do not arrive; opened again, all of them do, whoever still waits for them. */
  setOpen(isOpen: boolean): void {
    if (isOpen) this.#open?.();
    else if (this.#open === undefined) this.#opened = new Promise((resolve) => (this.#open = resolve));
    if (isOpen) this.#open = undefined;
  }

  async travel(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.latencyMs));
    await this.#opened;
  }
}

/** The backend as one machine reaches it: where a real application has `fetch`, and a network. */
export class Api {
  isOnline = true;
  readonly #database: PGlite;
  readonly #road: Road;

  constructor(database: PGlite, road: Road) {
    this.#database = database;
    this.#road = road;
  }

  /** `GET /lists/:id` */
  readonly readList = (listId: string) => this.#request(() => readList(this.#database, listId));

  /** `GET /tasks/:id` */
  readonly readTask = (taskId: string) =>
    this.#request(async () => {
      const task = await readTask(this.#database, taskId);
      if (task === undefined) throw new Error(`unable to read task ${taskId}; there is no such task`);
      return task;
    });

  /** `POST /lists/:id` */
  readonly write = (command: Command): Promise<Response> =>
    this.#request(() => write(this.#database, command));

  async #request<T>(handle: () => Promise<T>): Promise<T> {
    this.#assertOnline();
    await this.#road.travel();
    const response = await handle();
    this.#assertOnline();
    return response;
  }

  #assertOnline(): void {
    if (!this.isOnline) throw new TypeError('Failed to fetch');
  }
}
