import { useState } from 'react';
import { ours, zustand } from './contenders/index.js';
import type { Contender } from './contender.js';
import { atARate } from './deliver.js';
import { Frames, LongTasks } from './frames.js';
import { collectGarbage, settle } from './rounds.js';
import { putOnStage } from './stage.js';

const SIZE = 1_000;
const PER_SECOND = 1_000;
const MS = 10_000;

/** What happened while somebody typed. */
export interface LoadReading {
  /** ms from each frame to the next. */
  readonly gaps: readonly number[];
  /** ms, 0 when none took 50 ms. */
  readonly longestTask: number;
  readonly delivered: number;
  readonly typed: string;
  readonly renders: number;
}

function Typing() {
  const [text, setText] = useState('');
  return <input value={text} onChange={(event) => setText(event.target.value)} />;
}

/**
 * Frames of a page with a thousand components under a thousand messages a second, for ten seconds.
 *
 * @param name `bare page` is one on which nothing is and nothing comes: what this machine can do at best
 */
export async function frameTimes(name: string): Promise<LoadReading> {
  const contender = [ours, zustand].find((each: Contender) => each.name === name);
  const size = contender === undefined ? 1 : SIZE;
  const world = await (contender ?? zustand).open(size, 'one');
  const stage = putOnStage(world, size, <Typing />);
  const input = document.querySelector('input');
  input?.focus();
  collectGarbage();
  await settle();

  const mounted = stage.renders();
  const frames = new Frames();
  const longTasks = new LongTasks();
  const delivered = await atARate(contender === undefined ? 0 : PER_SECOND, MS, (number) =>
    world.receive({ index: (number * 7) % size, value: number }),
  );
  frames.stop();
  const reading = {
    gaps: frames.gaps,
    longestTask: longTasks.stop(),
    delivered,
    typed: input?.value ?? '',
    renders: stage.renders() - mounted,
  };
  await settle();
  stage.unmount();
  world.close();
  return reading;
}
