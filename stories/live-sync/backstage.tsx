import { useEffect, useState } from 'react';
import { isAblyLocal } from '../ui/ably.js';
import { Card } from '../ui/card.js';
import { RangeSetting, SwitchSetting } from '../ui/setting.js';
import { useAdjustable } from '../ui/use-adjustable.js';
import { Pipeline } from './pipeline.js';
import type { World } from './world.js';

/** What the audience usually cannot touch: the network, the database's mind, the connector. */
export function Backstage({ world, latencyMs }: { readonly world: World; readonly latencyMs: number }) {
  const [latency, setLatency] = useAdjustable(latencyMs);
  const [refusing, setRefusing] = useState(false);
  const [publishing, setPublishing] = useState(true);

  useEffect(() => world.setLatency(latency), [world, latency]);
  useEffect(() => void world.setRefusing(refusing), [world, refusing]);
  useEffect(() => void world.setPublishing(publishing), [world, publishing]);

  return (
    <Card title="Backstage">
      <Pipeline world={world} publishing={publishing} refusing={refusing} />
      <RangeSetting
        name="Latency"
        hint={isAblyLocal ? 'Of each request and message, each way' : 'Of each request, each way'}
        value={latency}
        max={1000}
        step={50}
        unit="ms"
        onChange={setLatency}
      />
      <SwitchSetting
        name="Refuse writes"
        hint="The post is locked, in Postgres"
        checked={refusing}
        onChange={setRefusing}
      />
      <SwitchSetting
        name="Connector"
        hint="Publishes the outbox to Ably"
        checked={publishing}
        onChange={setPublishing}
      />
    </Card>
  );
}
