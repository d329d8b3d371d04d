import '../react/page-in-node.js';

// What a page tells of itself; Node has the events, and nobody to tell them to.
const events = new EventTarget();
for (const method of ['addEventListener', 'removeEventListener', 'dispatchEvent'] as const)
  Object.assign(globalThis, { [method]: events[method].bind(events) });
