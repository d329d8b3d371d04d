import '../react/page-in-node.js';

// React 17 asks for more of a page when it is loaded: whose browser it is, and for frames.
if (typeof navigator === 'undefined')
  Object.assign(globalThis, { navigator: { userAgent: 'node', platform: 'node' } });
Object.assign(globalThis, {
  requestAnimationFrame: (callback: () => void) => setTimeout(callback, 16),
  cancelAnimationFrame: clearTimeout,
});
