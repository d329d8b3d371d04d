'use client';

import { memo } from 'react';
import type { Command, MutationRow } from '../snapshot.js';
import { Disclosure } from './disclosure.js';
import { textOf } from './json-text.js';
import { clockOf, spanOf, useNow } from './times.js';
import { stageTones } from './tone.js';

interface MutationListProps {
  readonly mutations: readonly MutationRow[];
  readonly hasModel: boolean;
  readonly send: (command: Command) => void;
}

/** Those on their way first, then the newest. */
export function MutationList({ mutations, hasModel, send }: MutationListProps) {
  const now = useNow(250);
  const newest = [...mutations].reverse();
  const ordered = [
    ...newest.filter(({ isPending }) => isPending),
    ...newest.filter(({ isPending }) => !isPending),
  ];
  if (ordered.length === 0) return <p className="empty">No mutation was made since the devtools are open.</p>;
  return (
    <ul className="mutations" aria-label="Mutations">
      {ordered.map((mutation) => (
        <Mutation
          key={mutation.key}
          {...{ mutation, hasModel, send }}
          now={mutation.isPending ? now : undefined}
        />
      ))}
    </ul>
  );
}

interface MutationProps extends Pick<MutationListProps, 'hasModel' | 'send'> {
  readonly mutation: MutationRow;
  /** For one that is pending; the others stand still. */
  readonly now: number | undefined;
}

const Mutation = memo(function Mutation({ mutation, hasModel, send, now }: MutationProps) {
  const { key, model, name, mutationId, steps, data, isPending, canReject } = mutation;
  const first = steps[0]?.at ?? 0;
  const error = steps.at(-1)?.error;
  return (
    <li className="mutation" data-pending={isPending}>
      <div className="mutation__line">
        <span className="mono time">{clockOf(first)}</span>
        <b className="mono">{name}</b>
        {!hasModel && <span className="mono soft">{model}</span>}
        <ol className="stages">
          {steps.map(({ stage, at }, index) => (
            <li key={index} data-tone={stageTones[stage]}>
              {stage}
              {index > 0 && <span className="mono soft"> +{spanOf(at - first)}</span>}
            </li>
          ))}
          {now !== undefined && <li className="mono soft">{spanOf(Math.max(0, now - first))}</li>}
        </ol>
        {isPending && (
          <button
            disabled={!canReject}
            aria-label={`Reject ${name}`}
            title={
              canReject
                ? 'Take it back as if the backend had refused it'
                : 'A refusal is heard by a ready model only'
            }
            onClick={() => send({ type: 'reject', key })}
          >
            Reject
          </button>
        )}
      </div>
      {error !== undefined && <p className="notice notice--bad">{error}</p>}
      <Disclosure className="mono soft" summary={mutationId} text={() => textOf(data)} />
    </li>
  );
});
