'use client';

import { useState, type ReactNode } from 'react';
import { MAX_DELAY_MS, type Command, type ModelRow } from '../snapshot.js';
import { agoOf, useNow } from './times.js';
import { toneOf } from './tone.js';

interface ModelHeadProps {
  readonly model: ModelRow | undefined;
  /** Of what is chosen; a model of that name may be gone. */
  readonly name: string | undefined;
  readonly count: number;
  readonly send: (command: Command) => void;
  readonly onBack: () => void;
}

export function ModelHead({ model, name, count, send, onBack }: ModelHeadProps) {
  const now = useNow(1000);
  if (name === undefined)
    return (
      <div className="head head--all">
        <h3>All models</h3>
        <span className="soft">{count === 1 ? '1 model' : `${count} models`}</span>
      </div>
    );
  const back = (
    <button className="icon back" aria-label="Back to all models" onClick={onBack}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d="M10 3 5 8l5 5" />
      </svg>
    </button>
  );
  if (model === undefined)
    return (
      <div className="head">
        <div className="head__line">
          {back}
          <h3 className="mono">{name}</h3>
          <span className="soft">let go</span>
        </div>
      </div>
    );
  const { state, pausedReason, faults } = model;
  const isPaused = state === 'paused';
  return (
    <div className="head">
      <div className="head__line">
        {back}
        <h3 className="mono" title={name}>
          {name}
        </h3>
        <span className="badge" data-tone={toneOf(model)}>
          {isPaused ? `paused: ${pausedReason ?? ''}` : state}
          {state === 'ready' && model.isStale && ', stale'}
        </span>
        <span className="actions">
          <button onClick={() => send({ type: 'sync', model: name })}>Sync</button>
          <button onClick={() => send({ type: isPaused ? 'resume' : 'pause', model: name })}>
            {isPaused ? 'Resume' : 'Pause'}
          </button>
        </span>
      </div>
      <dl className="facts">
        {model.channelName !== name && <Fact name="Channel">{model.channelName}</Fact>}
        <Fact name="Claims">{model.claims}</Fact>
        <Fact name="Pending">{model.pendingCount}</Fact>
        <Fact name="Sequence id">{model.sequenceId ?? '–'}</Fact>
        <Fact name="Synced">{ageOf(model.syncedAt, now)}</Fact>
        <Fact name="Last event">{ageOf(model.lastEventAt, now)}</Fact>
        {model.hydration && <Fact name="Began">{model.hydration}</Fact>}
      </dl>
      {faults.isPossible ? (
        <div className="faults" role="group" aria-label="Faults">
          <span className="soft">Faults</span>
          <button
            aria-pressed={faults.dropsNext}
            title="The next event does not reach the model, and nothing tells it so. Sync reads it from the backend."
            onClick={() => send({ type: 'drop-next', model: name })}
          >
            Drop next event
          </button>
          <label>
            Delay events
            <DelayInput
              key={name}
              delayMs={faults.delayMs}
              onChange={(ms) => send({ type: 'delay', model: name, ms })}
            />
            ms
          </label>
          {faults.held > 0 && <span className="mono caution">{faults.held} held</span>}
        </div>
      ) : (
        <p className="faults soft">
          @ably-labs/models hears the channel itself: its events can be seen here, and not dropped or delayed.
        </p>
      )}
      <div role="status">
        {faults.dropsNext && (
          <p className="notice">
            The next event will be lost on its way, and nothing tells the model: what it shows lacks the
            change until Sync.
          </p>
        )}
        {faults.dropped.length > 0 && (
          <p className="notice">
            Dropped: <span className="mono">{faults.dropped.join(', ')}</span>. The model does not know, and a
            mutation that it confirmed times out. Ably itself tells of a loss, and the model recovers.{' '}
            <button onClick={() => send({ type: 'sync', model: name })}>Sync to put it right</button>
          </p>
        )}
        {model.error !== undefined && <p className="notice notice--bad">{model.error}</p>}
      </div>
    </div>
  );
}

interface DelayInputProps {
  readonly delayMs: number;
  readonly onChange: (ms: number) => void;
}

function DelayInput({ delayMs, onChange }: DelayInputProps) {
  /** What somebody types, which may be no number yet. */
  const [draft, setDraft] = useState<string>();
  return (
    <input
      type="number"
      min={0}
      max={MAX_DELAY_MS}
      step={100}
      value={draft ?? delayMs}
      onChange={({ target: { value, valueAsNumber } }) => {
        setDraft(value);
        if (!Number.isNaN(valueAsNumber))
          onChange(Math.min(MAX_DELAY_MS, Math.max(0, Math.round(valueAsNumber))));
      }}
      onBlur={() => setDraft(undefined)}
    />
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="mono">{children}</dd>
    </div>
  );
}

const ageOf = (at: number | undefined, now: number) => (at === undefined ? '–' : `${agoOf(at, now)} ago`);
