import type { InboundMessage } from 'ably';

/** The state that is folded, and the change: as cheap as a merge function gets without being empty. */
export interface Tally {
  readonly title: string;
  readonly count: number;
  readonly last: number;
}

interface Change {
  readonly by: number;
  readonly at: number;
}

export const CHANNEL = 'tally';
export const first: Tally = { title: 'Tally', count: 0, last: 0 };

/** A change as a mutation brings it. */
export const change = (at: number): Change => ({ by: 1, at });

/**
 * The merge function of all contenders.
 *
 * @param event untyped, since it is a message in the bare loop, and each client's event in the others
 */
export function merge(state: Tally, event: { readonly data?: unknown }): Tally {
  const data = event.data as Change;
  return { ...state, count: state.count + data.by, last: data.at };
}

/** Fresh messages with rising ids, of the shape that Ably delivers. Each was somebody's mutation, as most are. */
export function messages(from: number, total: number): InboundMessage[] {
  return Array.from({ length: total }, (_, index): InboundMessage => {
    const id = from + index;
    return {
      id: String(id),
      name: 'counted',
      data: change(id),
      extras: { headers: { 'x-ably-models-event-uuid': `mutation-${id}` } },
      timestamp: 1_700_000_000_000 + id,
      action: 'message.create',
      serial: `0${id}@bench`,
      version: {},
      annotations: { summary: {} },
    };
  });
}
