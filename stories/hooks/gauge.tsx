import { useSyncExternalStore } from 'react';
import { Fact } from '../ui/facts.js';

interface GaugeProps {
  readonly name: string;
  /** Read ten times a second. */
  readonly read: () => string | number;
}

/** A figure from behind the scenes: nothing depends on it, so nothing announces its changes. */
export function Gauge({ name, read }: GaugeProps) {
  return <Fact name={name}>{useSyncExternalStore(tick, read)}</Fact>;
}

function tick(onTick: () => void): () => void {
  const timer = setInterval(onTick, 100);
  return () => clearInterval(timer);
}
