import { useModelStatus, type Hydration, type ModelDefinition } from 'ably-models-react';
import { Badge, type Tone } from '../ui/badge.js';

/** From what was kept to the present: by the channel’s history, or by a new sync call. */
const ways: Record<Hydration, readonly [tone: Tone, label: string]> = {
  hydrated: ['accent', 'hydrated'],
  replayed: ['good', 'hydrated → replayed'],
  resynced: ['good', 'hydrated → resynced'],
};

const noWay: readonly [tone: Tone, label: undefined] = ['plain', undefined];

/** Whether a model began with what was kept, and whether it may be behind. */
export function KeptBadges<T, Events>({ of }: { readonly of: ModelDefinition<T, Events> }) {
  const { hydration, isStale } = useModelStatus(of);
  const [tone, label] = hydration === undefined ? noWay : ways[hydration];
  return (
    <p className="kept-badges">
      {label !== undefined && <Badge tone={tone}>{label}</Badge>}
      {isStale && <Badge tone="caution">may be behind</Badge>}
    </p>
  );
}
