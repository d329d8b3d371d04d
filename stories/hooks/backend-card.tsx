import type { ReactNode } from 'react';
import { Card } from '../ui/card.js';
import { Facts } from '../ui/facts.js';
import { Gauge } from './gauge.js';
import type { World } from './world.js';

interface BackendCardProps {
  readonly world: World;
  /** Buttons: what happens elsewhere. */
  readonly children?: ReactNode;
  /** Further facts. */
  readonly facts?: ReactNode;
}

/** What goes on elsewhere, and what it costs the backend and Ably. */
export function BackendCard({ world, children, facts }: BackendCardProps) {
  return (
    <Card title={children === undefined ? 'What it takes' : 'Elsewhere'}>
      {children !== undefined && <div className="panel panel__actions">{children}</div>}
      <Costs world={world}>{facts}</Costs>
    </Card>
  );
}

interface CostsProps {
  readonly world: World;
  readonly children?: ReactNode;
}

export function Costs({ world, children }: CostsProps) {
  return (
    <footer className="status">
      <Facts label="What it took">
        {children}
        <Gauge name="Sync calls" read={() => world.backend.syncCalls} />
        <Gauge name="Channel attachments" read={() => world.attachments()} />
      </Facts>
    </footer>
  );
}
