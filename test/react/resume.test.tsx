// @vitest-environment node
import './page-in-node.js';
import { act, render, within } from '@testing-library/react';
import { useEffect } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { defineModel } from 'ably-models-react';
import { ModelsProvider } from '../../src/react/models-provider.js';
import { useModel } from '../../src/react/use-model.js';
import type { VisibilitySource } from '../../src/store/page-visibility.js';
import { appendEvent, CHANNEL, openWorld, WAIT, type Log } from '../model/world.js';

// `screen` looks for a document when it is imported, and that is before there is one.
const screen = within(document.body);

describe('A page that comes back within the retention period', () => {
  it('replays what it missed, without a sync call, and its data never go backwards', async () => {
    const { local, open, publish } = await openWorld();
    const { client } = open();
    const sync = vi.fn(() => Promise.resolve({ data: ['1'] as Log, sequenceId: '1' }));
    const log = defineModel({ channelName: CHANNEL, sync: () => sync(), merge: appendEvent });

    let state: ReturnType<VisibilitySource['getState']> = 'visible';
    let listener: () => void = () => undefined;
    const source: VisibilitySource = {
      getState: () => state,
      subscribe: (changed) => {
        listener = changed;
        return () => undefined;
      },
    };
    const set = (next: typeof state) =>
      act(() => {
        state = next;
        listener();
      });

    const shown: string[] = [];
    function Page() {
      const { data, state: modelState, pausedReason } = useModel(log());
      const text = data?.join(' ');
      useEffect(() => {
        if (text !== undefined) shown.push(text);
      }, [text]);
      return <p>{`${text ?? 'nothing'}: ${pausedReason ?? modelState}`}</p>;
    }
    render(
      <ModelsProvider client={client} pauseAfter={0} visibilitySource={source}>
        <Page />
      </ModelsProvider>,
      { reactStrictMode: true },
    );
    const shows = (text: string) => screen.findByText(text, {}, WAIT);
    // The sync result is at 1, which the channel has too.
    publish(1);
    await shows('1: ready');

    for (const [away, missed] of [
      ['hidden', 2],
      ['frozen', 3],
      ['hidden', 4],
    ] as const) {
      set(away);
      await screen.findByText(/page-hidden/, {}, WAIT);
      await vi.waitFor(() => expect(local.attachments(CHANNEL)).toBe(0), WAIT);
      publish(missed);
      set('visible');
      await shows(`${Array.from({ length: missed }, (_, index) => index + 1).join(' ')}: ready`);
    }
    expect(sync).toHaveBeenCalledTimes(1);
    expect(shown.map((text) => text.split(' ').length)).toEqual(
      shown.map((text) => text.split(' ').length).sort((a, b) => a - b),
    );
    expect(local.attachments(CHANNEL)).toBe(1);
  });
});
