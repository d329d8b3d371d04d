import { Writable } from 'node:stream';
import type { ReactNode } from 'react';
import { renderToPipeableStream } from 'react-dom/server';

/** Streams a page as a server does, and keeps what was sent, piece by piece. */
export function renderToHtml(ui: ReactNode) {
  const chunks: string[] = [];
  const errors: unknown[] = [];
  let shellIsSent = (): void => undefined;
  const shell = new Promise<void>((resolve) => (shellIsSent = resolve));
  const html = new Promise<string>((resolve, reject) => {
    const sink = new Writable({
      write(chunk, _, done) {
        chunks.push(String(chunk));
        done();
      },
      final(done) {
        resolve(chunks.join(''));
        done();
      },
    });
    const { pipe } = renderToPipeableStream(ui, {
      onShellReady: () => {
        pipe(sink);
        shellIsSent();
      },
      onShellError: reject,
      onError: (error) => void errors.push(error),
    });
  });
  return { html, shell, chunks, errors };
}
