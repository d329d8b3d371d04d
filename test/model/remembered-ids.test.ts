import { describe, expect, it } from 'vitest';
import type { ConfirmedEvent } from '../../src/model/event.js';
import { Track } from '../../src/model/track.js';
import { manualClock } from './manual-clock.js';

const event = (id: number): ConfirmedEvent => ({
  name: 'changed',
  data: undefined,
  confirmed: true,
  rejected: false,
  mutationId: undefined,
  sequenceId: String(id),
});

describe('Remembered ids', () => {
  const clock = manualClock();
  const take = (track: Track<number>, id: number) => {
    track.admit(event(id));
    track.see(event(id));
    track.advance(event(id));
  };

  it('are those of the older state too, where only a later id tells how they compare', () => {
    const older = new Track(0, '1', clock);
    take(older, 2);
    take(older, 3);
    const newer = new Track(0, '0', clock);
    newer.rememberAll(older);
    take(newer, 4);
    expect(newer.admit(event(3))).toBe('duplicate');
  });

  it('do not pile up where the model syncs before 256 events have gone by', () => {
    const later = manualClock();
    let track = new Track(0, '1', later);
    let id = 1;
    for (let sync = 0; sync < 50; sync += 1) {
      for (let count = 0; count < 200; count += 1) take(track, (id += 1));
      later.advance(600_000);
      const next = new Track(0, String(id), later);
      next.rememberCovered(track);
      next.rememberAll(track);
      track = next;
    }
    const isKnown = (known: number) => track.admit(event(known)) === 'duplicate';
    const known = Array.from({ length: id - 1 }, (_, index) => index + 2).filter(isKnown);
    expect(known.length).toBeLessThan(1_000);
  });
});
