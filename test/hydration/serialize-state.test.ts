import { serializeState, type DehydratedState } from 'ably-models-react/server';
import { Window } from 'happy-dom';
import { afterEach, describe, expect, it, vi } from 'vitest';

const stateOf = (data: unknown): DehydratedState => ({
  version: 1,
  models: { post: { data, sequenceId: '1' } },
});

afterEach(() => vi.unstubAllEnvs());

describe('serializeState', () => {
  it('is JSON', () => {
    const state = stateOf({ text: 'a "quoted" text', list: [1, null, true], none: undefined });
    expect(JSON.parse(serializeState(state))).toEqual(JSON.parse(JSON.stringify(state)));
  });

  it('stays data in a script element, whatever users wrote', () => {
    const evil = '</script><script>alert(1)</script><!--<script>\u2028\u2029&amp;';
    const json = serializeState(stateOf(evil));
    expect(json).not.toMatch(/[<>&\u2028\u2029]/);
    const { document } = new Window();
    document.body.innerHTML = `<script type="application/json" id="it">${json}</script><p>after</p>`;
    expect(document.querySelectorAll('script')).toHaveLength(1);
    expect(JSON.parse(document.getElementById('it')?.textContent ?? '')).toEqual(stateOf(evil));
  });

  const self: unknown[] = [];
  self.push({ self });
  class Money {
    cents = 100;
  }
  const lossy = [
    ['a date', { comments: [{ at: new Date(0) }] }, '`models["post"].data.comments[0].at` is a Date'],
    ['a map', { 'by id': new Map() }, '`models["post"].data["by id"]` is a Map'],
    ['an instance of a class', { price: new Money() }, '`models["post"].data.price` is a Money'],
    ['undefined in a list', [1, undefined], '`models["post"].data[1]` is undefined'],
    ['a hole in a list', new Array(1), '`models["post"].data[0]` is undefined'],
    ['undefined for a state', undefined, '`models["post"].data` is undefined'],
    ['NaN', { count: NaN }, '`models["post"].data.count` is NaN'],
    ['Infinity', -Infinity, 'is -Infinity'],
    ['a function', { run: () => undefined }, '`models["post"].data.run` is a function'],
    ['a symbol', Symbol('a'), 'is a symbol'],
  ] as const;

  it.each([...lossy, ['a bigint', { id: 1n }, '`models["post"].data.id` is a bigint'] as const])(
    'refuses %s in development, and says where',
    (_, data, why) => {
      expect(() => serializeState(stateOf(data))).toThrow(
        expect.objectContaining({
          code: 'invalid-options',
          message: expect.stringContaining(why) as string,
        }) as Error,
      );
    },
  );

  it.each(lossy)('leaves %s to JSON in production', (_, data) => {
    vi.stubEnv('NODE_ENV', 'production');
    expect(serializeState(stateOf(data))).toBe(JSON.stringify(stateOf(data)));
  });

  it.each(['development', 'production'])('refuses what JSON cannot hold at all, in %s', (mode) => {
    vi.stubEnv('NODE_ENV', mode);
    for (const data of [1n, self]) {
      expect(() => serializeState(stateOf(data))).toThrow(
        expect.objectContaining({ code: 'invalid-options' }) as Error,
      );
    }
  });

  it('takes one object in two places, which is no circle', () => {
    const author = { name: 'Ann' };
    expect(serializeState(stateOf([author, author]))).toContain('[{"name":"Ann"},{"name":"Ann"}]');
  });
});
