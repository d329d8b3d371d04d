import type { World } from './world.js';

/** Something that a user of a models client may rely on. */
export interface Behaviour {
  /** One line in present tense, about the model unless it says otherwise. */
  readonly title: string;
  /** Fails by an assertion where the client does not behave so. */
  readonly test: (world: World) => Promise<void>;
}

export type Behaviours = Readonly<Record<string, Behaviour>>;
