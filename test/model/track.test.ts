import { describe, expect, it } from 'vitest';
import { toConfirmedEvent } from '../../src/model/change-message.js';
import type { ConfirmedEvent } from '../../src/model/event.js';
import { Track } from '../../src/model/track.js';
import { manualClock } from './manual-clock.js';

const event = (id: string | number): ConfirmedEvent =>
  toConfirmedEvent({ id: String(id), name: 'changed' }, String(id)) as ConfirmedEvent;

/** Offers an event, and takes it when it is new. */
const offer = (subject: Track<string>, id: string | number) => {
  const admission = subject.admit(event(id));
  if (admission !== 'duplicate') subject.see(event(id));
  if (admission === 'new') subject.advance(event(id));
  return admission;
};

const track = (syncedTo: string | number, clock = manualClock()) =>
  new Track('state', String(syncedTo), clock);

describe('a track', () => {
  it('takes higher ids as new and lower ones as covered while the sync result’s own message has not come', () => {
    const subject = track(10);

    expect([8, 9, 11, 12].map((id) => offer(subject, id))).toEqual(['covered', 'covered', 'new', 'new']);
  });

  it('takes every id as new once that message went by', () => {
    const subject = track(10);

    expect([10, 7, 11].map((id) => offer(subject, id))).toEqual(['cut', 'new', 'new']);
  });

  it('takes each id once, in whatever order it comes again', () => {
    const subject = track(0);

    expect([1, 3, 2, 3, 1, 2].map((id) => offer(subject, id))).toEqual([
      'new',
      'new',
      'new',
      'duplicate',
      'duplicate',
      'duplicate',
    ]);
  });

  it('remembers an id for two minutes at least', () => {
    const clock = manualClock();
    const subject = track(0, clock);
    offer(subject, '1');
    for (let id = 1_000; id < 2_000; id += 1) {
      offer(subject, id);
      clock.advance(119);
    }

    expect(offer(subject, '1')).toBe('duplicate');
  });

  it('forgets ids after that, so that memory stays flat', () => {
    const clock = manualClock();
    const subject = track(0, clock);
    offer(subject, '1');
    for (let id = 1_000; id < 3_000; id += 1) {
      offer(subject, id);
      clock.advance(500);
    }

    // No duplicate on a real wire comes that late; it shows that the id is gone.
    expect(offer(subject, '1')).toBe('new');
  });

  it('stands where the last event of its own order stood, not at the highest number', () => {
    const subject = track(5);
    for (const id of [5, 7, 6, 'by-hand']) offer(subject, id);

    expect(subject.position).toEqual({ id: '6', inChannel: true });
  });

  it('learns from the first id how ids compare when it begins before the first event', () => {
    const integers = track(0);
    for (const id of [9, 10]) offer(integers, id);
    expect(integers.order).toBe('integer');

    const text = track(0);
    offer(text, '01HX');
    expect(text.order).toBe('text');
  });

  it('does not learn it from an id that Ably made', () => {
    const subject = track(0);
    offer(subject, 'kJf7xQ:0:0');
    expect(subject.order).toBe('undecided');
    offer(subject, 1);

    expect(subject.order).toBe('integer');
    expect(subject.position).toEqual({ id: '1', inChannel: true });
  });

  it('counts ids with leading zeros as the integers that they are', () => {
    const subject = track('7');

    expect(offer(subject, '8')).toBe('new');
    expect(subject.position.id).toBe('8');
  });

  describe('seeking its place in a stretch of the channel', () => {
    const newOnes = (subject: Track<string>, ids: readonly (string | number)[]) => {
      const isAfter = subject.seek(ids.map(event));
      const found: (string | number)[] = [];
      for (const [index, id] of ids.entries()) {
        const admission = isAfter(index) ? offer(subject, id) : 'covered';
        if (!isAfter(index)) subject.see(event(id));
        if (admission === 'cut') found.length = 0;
        if (admission === 'new') found.push(id);
      }
      return found;
    };

    it('cuts at the message itself', () => {
      expect(newOnes(track(7), [5, 8, 7, 6, 9])).toEqual([6, 9]);
    });

    it('cuts by order where the message is not there', () => {
      expect(newOnes(track(7), [5, 8, 6, 9])).toEqual([8, 9]);
    });

    it('merges what stands between two copies of the message', () => {
      expect(newOnes(track(7), [7, 8, 7, 9])).toEqual([8, 9]);
    });

    it('merges a foreign id only after the last one that the state covers', () => {
      expect(newOnes(track(7), [5, 'before', 6, 'after', 8])).toEqual(['after', 8]);
    });

    it('goes on from where it was, whatever the numbers', () => {
      const subject = track(5);
      newOnes(subject, [5, 7]);

      expect(newOnes(subject, [5, 7, 6, 8])).toEqual([6, 8]);
    });
  });
});
