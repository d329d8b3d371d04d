import type { LiveModel, ModelSnapshot } from 'ably-models-react';
import { useCallback, useSyncExternalStore } from 'react';
import { Fact } from '../ui/facts.js';

interface ObservedModel {
  readonly model: Pick<LiveModel<unknown>, 'observe' | 'getSnapshot'>;
}

/** Looks at a model from outside, which keeps nothing alive. */
export function useObserved({ model }: ObservedModel): ModelSnapshot<unknown> {
  const observe = useCallback((listener: () => void) => model.observe(listener), [model]);
  return useSyncExternalStore(observe, () => model.getSnapshot());
}

export function ModelState(props: ObservedModel) {
  const { state } = useObserved(props);
  return (
    <Fact name="Model" tone={state === 'ready' ? 'good' : 'caution'}>
      {state}
    </Fact>
  );
}
