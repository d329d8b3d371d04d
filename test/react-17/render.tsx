import { StrictMode, type ReactElement } from 'react';
import * as ReactDOM from 'react-dom';
import * as TestUtils from 'react-dom/test-utils';
import { onTestFinished } from 'vitest';

/** What React 17 has, and the types of React 19 no longer know, or no longer recommend. */
interface ReactDOM17 {
  readonly version: string;
  readonly render: (ui: ReactElement, container: Element) => void;
  readonly unmountComponentAtNode: (container: Element) => boolean;
}
interface Act17 {
  (run: () => Promise<unknown>): Promise<void>;
  (run: () => void): void;
}

const dom = ReactDOM as unknown as ReactDOM17;
export const { version } = dom;
export const act: Act17 = (TestUtils as { readonly act: Act17 }).act;

/** Renders in StrictMode into a page of its own, until the test is over. */
export function render(ui: ReactElement) {
  const container = document.body.appendChild(document.createElement('div'));
  const unmount = () =>
    act(() => {
      dom.unmountComponentAtNode(container);
    });
  onTestFinished(() => {
    unmount();
    container.remove();
  });
  act(() => {
    // In a block, since it answers with the component, which `act` takes for a promise that is none.
    dom.render(<StrictMode>{ui}</StrictMode>, container);
  });
  return { unmount, text: () => container.textContent, button: () => container.querySelector('button') };
}
