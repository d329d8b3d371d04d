import { useEffect, useState } from 'react';
import { Badge } from '../ui/badge.js';
import { Card } from '../ui/card.js';
import { Fact, Facts } from '../ui/facts.js';
import { RangeSetting, SwitchSetting } from '../ui/setting.js';
import { useAdjustable } from '../ui/use-adjustable.js';
import { countRequests, readLedger, type LedgerRow } from './backend/ledger.js';
import { describe } from './describe.js';
import type { World } from './world.js';

interface BackendCardProps {
  readonly world: World;
  readonly latencyMs: number;
}

/** What Postgres has, and the way there. */
export function BackendCard({ world, latencyMs }: BackendCardProps) {
  const [latency, setLatency] = useAdjustable(latencyMs);
  const [isHolding, setHolding] = useState(false);
  const { rows, requests } = useLedger(world);

  useEffect(() => world.setLatency(latency), [world, latency]);
  useEffect(() => world.road.setOpen(!isHolding), [world, isHolding]);

  return (
    <Card title="Postgres">
      <SwitchSetting
        name="Hold requests"
        hint="They are on their way, and do not arrive"
        checked={isHolding}
        onChange={setHolding}
      />
      <RangeSetting
        name="Latency"
        hint="Of each request and message, each way"
        value={latency}
        max={1000}
        step={50}
        unit="ms"
        onChange={setLatency}
      />
      {rows.length === 0 && <p className="empty ledger__empty">Each change is listed here, once.</p>}
      <ol className="ledger" aria-label="Changes in Postgres" reversed>
        {rows.map((row) => (
          <li className="ledger__row" key={row.mutationId}>
            <span className="ledger__what">{describe(row.event)}</span>
            {row.requests > 1 && <Badge>{row.requests} requests, done once</Badge>}
          </li>
        ))}
      </ol>
      <footer className="status">
        <Facts label="What Postgres has">
          <Fact name="Changes">{rows.length}</Fact>
          <Fact name="Requests">{requests}</Fact>
        </Facts>
      </footer>
    </Card>
  );
}

interface Ledger {
  /** Newest first. */
  readonly rows: readonly LedgerRow[];
  readonly requests: number;
}

/** Asked for a few times a second: it is for the audience, and nothing depends on it. */
function useLedger({ database }: World): Ledger {
  const [ledger, setLedger] = useState<Ledger>({ rows: [], requests: 0 });
  useEffect(() => {
    let left = false;
    const timer = setInterval(() => {
      void Promise.all([readLedger(database), countRequests(database)]).then(
        ([rows, requests]) => {
          if (!left) setLedger({ rows: [...rows].reverse(), requests });
        },
        // Closed meanwhile, with the world.
        () => clearInterval(timer),
      );
    }, 250);
    return () => {
      left = true;
      clearInterval(timer);
    };
  }, [database]);
  return ledger;
}
