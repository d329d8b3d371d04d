import type { Command, DevtoolsSnapshot } from '../../src/devtools/snapshot.js';

/** What goes over Storybook's channel between a story and the panel of the addon. */
export const events = {
  /** Story → panel: it is there. */
  ready: 'ably-models-react/ready',
  /** Panel → story: whether somebody looks. */
  looking: 'ably-models-react/looking',
  /** Panel → story: a `Command`. */
  command: 'ably-models-react/command',
  /** Panel → story: which of its clients to show, by its place. */
  client: 'ably-models-react/client',
  /** Story → panel: a `Report` as JSON. */
  report: 'ably-models-react/report',
} as const;

export interface Report {
  readonly snapshot: DevtoolsSnapshot;
  /** How many clients the story has. */
  readonly clients: number;
  /** Which of them is shown. */
  readonly shown: number;
}

export type { Command };
