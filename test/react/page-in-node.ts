import { Window } from 'happy-dom';

// The local server answers with Node's own `Response`, which the happy-dom environment replaces: so these
// tests run in Node's, with no more of a page than React and Testing Library ask for.
const page = new Window({ url: 'http://localhost/' });
const { document, HTMLElement, HTMLIFrameElement, MutationObserver } = page;
const window = globalThis;
Object.assign(globalThis, { window, document, HTMLElement, HTMLIFrameElement, MutationObserver });
