import type { ChildProcess } from 'node:child_process';
import { kill, startChild } from './child-process.js';
import type { ConnectorCommand, ConnectorProcessOptions, ConnectorReport } from './connector-process.js';
import type { Random } from './random.js';
import { delay, waitUntil } from './wait.js';

type Options = Omit<ConnectorProcessOptions, 'generation'>;

/** ms in which a new connector comes to lead, or one that is to die at a mark to one. */
const patience = 5_000;

/** The connectors of a run, each in a process of its own: most of the time one, sometimes two. */
export class Connectors {
  kills = 0;
  /** Kills of one that had published rows and not marked them. */
  killsAtMark = 0;
  /** How often one that stood by came to lead. */
  takeovers = 0;
  readonly #options: Options;
  readonly #random: Random;
  readonly #alive = new Set<ChildProcess>();
  #leader: ChildProcess | undefined;
  #generation = 0;
  #isOver = false;

  constructor(options: Options, random: Random) {
    this.#options = options;
    this.#random = random;
  }

  /** Starts one more. Resolves when it is at work, or stands by. */
  start(): Promise<void> {
    this.#generation += 1;
    const child = startChild('connector-process.ts', { ...this.#options, generation: this.#generation });
    this.#alive.add(child);
    let isStandby = false;
    return new Promise((resolve, reject) => {
      child.on('message', (report: ConnectorReport) => {
        if (report === 'leading') {
          if (isStandby) this.takeovers += 1;
          this.#leader = child;
        } else isStandby = this.#leader !== undefined;
        resolve();
      });
      child.on('exit', (code) => {
        this.#alive.delete(child);
        if (this.#leader === child) this.#leader = undefined;
        resolve();
        if (code !== null && !this.#isOver) reject(new Error(`a connector ended with code ${code}`));
      });
    });
  }

  /** Ends the one that leads, in the middle, with another one beside it or not; in the end one is there again. */
  async crash(): Promise<void> {
    await waitUntil(
      () => this.#leader !== undefined || this.#isOver,
      () => 0,
      patience,
    );
    const [leader] = this.#leader ? [this.#leader] : this.#alive;
    if (leader === undefined || this.#isOver) return;
    if (this.#alive.size < 2 && this.#random.chance(0.4)) await this.start();
    if (this.kills % 2 === 0) {
      const command: ConnectorCommand = 'die between publish and mark';
      // It may be dying already.
      if (leader.connected) leader.send(command, () => undefined);
      const start = performance.now();
      while (this.#alive.has(leader) && performance.now() - start < patience) await delay(10);
      if (!this.#alive.has(leader)) this.killsAtMark += 1;
    }
    await kill(leader);
    this.kills += 1;
    if (this.#alive.size === 0 || this.#random.chance(0.2)) await this.start();
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all([...this.#alive].map(kill));
  }
}
