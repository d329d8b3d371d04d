import { useModelStatus } from 'ably-models-react';
import type { ReactNode } from 'react';
import type { World } from './world.js';

/** Where the model stands, in the words of the API. */
export function StatusBar({ post }: { readonly post: World['post'] }) {
  const { state, sequenceId, connection, isStale, error } = useModelStatus(post);
  return (
    <footer className="status">
      <dl className="status__facts" aria-label="Model status">
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
      </dl>
      {error !== undefined && (
        <p className="status__error" role="alert">
          {error.message}
        </p>
      )}
    </footer>
  );
}

interface FactProps {
  readonly name: string;
  readonly tone?: 'good' | 'caution' | 'bad';
  readonly children: ReactNode;
}

function Fact({ name, tone, children }: FactProps) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd className={tone === undefined ? '' : `fact__value fact__value--${tone}`}>{children}</dd>
    </div>
  );
}
