let onCommit: (() => void) | undefined;

/**
 * React tells its developer tools of each commit, in production builds too. That costs one call a commit; <Profiler>
 * would need React's profiling build, which times each component.
 *
 * In this module, which is the first to be imported: React looks for the tools once, when it is loaded.
 */
Object.assign(globalThis, {
  __REACT_DEVTOOLS_GLOBAL_HOOK__: {
    supportsFiber: true,
    isDisabled: false,
    inject: () => 1,
    onCommitFiberRoot: () => onCommit?.(),
  },
});

/** Calls back after each commit, when the DOM is changed. The returned function ends it. */
export function watchCommits(listener: () => void): () => void {
  onCommit = listener;
  return () => {
    onCommit = undefined;
  };
}
