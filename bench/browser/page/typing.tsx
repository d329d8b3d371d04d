import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { watchCommits } from './commits.js';
import { openModelEditor } from './editors/model-editor.js';
import { openStateEditor } from './editors/state-editor.js';
import type { Editor } from './editors/editor.js';
import { collectGarbage, settle } from './rounds.js';
import { ExpectedText } from './typing-state.js';

const editors: Readonly<Record<string, () => Promise<Editor>>> = {
  'ably-models-react': openModelEditor,
  'useState alone': openStateEditor,
};

export interface TypingReading {
  /** ms from the input event to the commit that shows it, for each key. */
  readonly toDom: readonly number[];
  /** ms from when the key went down to the next frame. */
  readonly toFrame: readonly number[];
  readonly faults: readonly string[];
  readonly text: string;
  /** How often somebody else changed something meanwhile. */
  readonly others: number;
}

/** Opens a page to type in, while others change things a hundred times a second. */
export async function openTyping(name: string) {
  const open = editors[name];
  if (open === undefined) throw new Error(`unable to type; there is no editor "${name}"`);
  const { Root, receive, close } = await open();
  const container = document.createElement('main');
  document.body.append(container);
  const root = createRoot(container);
  flushSync(() => root.render(<Root />));
  const input = container.querySelector('input');
  const mirror = container.querySelector('output');
  if (input === null || mirror === null) throw new Error('unable to type; there is no input');
  await settle();
  collectGarbage();
  input.focus();

  const expected = new ExpectedText(input);
  const toDom: number[] = [];
  const toFrame: number[] = [];
  let keyAt = 0;
  let inputAt: number | undefined;
  input.addEventListener('keydown', ({ timeStamp }) => (keyAt = timeStamp));
  // Before React, whose listeners are on the container.
  window.addEventListener(
    'input',
    () => {
      inputAt = performance.now();
      const began = keyAt;
      requestAnimationFrame(() => toFrame.push(performance.now() - began));
    },
    { capture: true },
  );
  watchCommits(() => {
    // The input alone would not do: the browser has put the character there before React hears of it.
    if (inputAt === undefined || mirror.textContent !== expected.text) return;
    toDom.push(performance.now() - inputAt);
    inputAt = undefined;
    expected.check('after the commit of a key');
  });
  let frame = requestAnimationFrame(function check() {
    expected.check('in a frame');
    frame = requestAnimationFrame(check);
  });
  let others = 0;
  const timer = setInterval(() => receive((others += 1)), 10);

  return {
    moveCaret: (to: number) => expected.moveCaret(to),
    /** Ends it, when all that is on its way has come. */
    async close(): Promise<TypingReading> {
      await new Promise((resolve) => setTimeout(resolve, 300));
      clearInterval(timer);
      cancelAnimationFrame(frame);
      expected.check('at the end');
      watchCommits(() => undefined);
      const reading = { toDom, toFrame, faults: expected.faults, text: input.value, others };
      root.unmount();
      container.remove();
      close();
      return reading;
    },
  };
}
