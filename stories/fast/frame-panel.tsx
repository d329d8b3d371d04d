import { useSyncExternalStore } from 'react';
import { Badge } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { Fact } from '../ui/facts.js';
import { limitMs } from './figures.js';
import { FrameChart } from './frame-chart.js';
import type { FrameMeter } from './frame-meter.js';

/** How smooth it is, and what was done for it. Renders by itself, four times a second. */
export function FramePanel({ meter }: { readonly meter: FrameMeter }) {
  const figures = useSyncExternalStore(meter.subscribe, meter.getFigures);
  const { fps, p50, p95, p99, longest, received, rendered, committed } = figures;
  return (
    <Card
      title="Frames, last 10 s"
      actions={
        <>
          <Verdict p95={p95} />
          <Button look="quiet" onClick={() => meter.reset()}>
            Start over
          </Button>
        </>
      }
    >
      <dl className="figures" data-figures={JSON.stringify(figures)}>
        <Fact name="Frames/s">{fps}</Fact>
        <Fact name="p50">{inMs(p50)}</Fact>
        <Fact name="p95">{inMs(p95)}</Fact>
        <Fact name="p99">{inMs(p99)}</Fact>
        <Fact name="Longest">{inMs(longest)}</Fact>
        <Fact name="Events/s">{count.format(received)}</Fact>
        <Fact name="Renders/s">{count.format(rendered)}</Fact>
        <Fact name="Commits/s">{count.format(committed)}</Fact>
      </dl>
      <FrameChart frames={meter.getFrames()} />
    </Card>
  );
}

function Verdict({ p95 }: { readonly p95: number }) {
  if (p95 === 0) return <Badge>measuring</Badge>;
  return p95 <= limitMs ? (
    <Badge tone="good">p95 within {limitMs} ms</Badge>
  ) : (
    <Badge tone="bad">p95 over {limitMs} ms</Badge>
  );
}

const count = new Intl.NumberFormat('en');
const inMs = (ms: number) =>
  ms === 0 ? '–' : `${ms < 100 ? ms.toFixed(1) : count.format(Math.round(ms))} ms`;
