import { useState } from 'react';

/** A value that is set both on the page and by the story's args; whichever changed last counts. */
export function useAdjustable<Value>(arg: Value): [value: Value, set: (value: Value) => void] {
  const [kept, keep] = useState({ value: arg, arg });
  if (!Object.is(kept.arg, arg)) keep({ value: arg, arg });
  return [kept.value, (value) => keep({ value, arg })];
}
