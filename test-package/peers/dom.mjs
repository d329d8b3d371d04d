/** A page in Node; imported first, for what looks for one when it is loaded. */
import { Window } from 'happy-dom';

const window = new Window();
Object.assign(globalThis, { window, document: window.document });
// Node has one of its own from 21 on.
globalThis.navigator ??= window.navigator;
