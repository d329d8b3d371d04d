import { useModelStatus, type ModelDefinition } from 'ably-models-react';
import type { ReactNode } from 'react';
import { Fact, Facts } from './facts.js';

interface StatusBarProps<T, Events> {
  readonly of: ModelDefinition<T, Events>;
  /** Further facts. */
  readonly children?: ReactNode;
}

/** Where a model stands, in the words of the API. */
export function StatusBar<T, Events>({ of, children }: StatusBarProps<T, Events>) {
  const { state, sequenceId, connection, isStale, error } = useModelStatus(of);
  return (
    <footer className="status">
      <Facts label="Model status">
        <Fact name="Model" tone={state === 'ready' ? 'good' : state === 'errored' ? 'bad' : 'caution'}>
          {state}
        </Fact>
        <Fact name="Connection" tone={connection === 'connected' ? 'good' : 'caution'}>
          {connection}
        </Fact>
        <Fact name="Data" tone={isStale ? 'caution' : 'good'}>
          {isStale ? 'stale' : 'fresh'}
        </Fact>
        <Fact name="Sequence id">{sequenceId ?? '–'}</Fact>
        {children}
      </Facts>
      {error !== undefined && (
        <p className="status__error" role="alert">
          {error.message}
        </p>
      )}
    </footer>
  );
}
