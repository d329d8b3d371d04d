import { act, screen } from '@testing-library/react';
import { useEffect, useState } from 'react';
import { describe, expect, it } from 'vitest';
import {
  ModelView,
  ModelsProvider,
  useModelStatus,
  useOptimistic,
  usePendingMutations,
} from 'ably-models-react';
import { renderWithModels } from '../react/render.js';

// The other tests would pass as well if the compiler were not there.
describe('The React Compiler', () => {
  it.each(Object.entries({ useModelStatus, useOptimistic, usePendingMutations, ModelView, ModelsProvider }))(
    'has compiled %s: it opens its cache first of all',
    (_, source) => {
      expect(String(source)).toMatch(/^function \w+\([^{]*\{\s*const \$ = [^;]*\bc\)?\(\d+\);/);
    },
  );

  it('has compiled the components of the tests: what is written inline is made once', () => {
    const made = new Set<object>();
    function Inline() {
      const [renders, again] = useState(1);
      const written = { channelName: 'c' };
      useEffect(() => void made.add(written));
      return <button onClick={() => again(renders + 1)}>{renders}</button>;
    }
    renderWithModels(<Inline />);
    act(() => screen.getByRole('button').click());
    expect(screen.getByRole('button').textContent).toBe('2');
    expect(made.size).toBe(1);
  });
});
