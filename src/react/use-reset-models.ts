'use client';

import { useCallback } from 'react';
import { forgetFailures } from '../store/stores.js';
import { useModelsContext } from './models-context.js';

/**
 * Lets every model that failed before it had any data begin anew: for the error boundary around `useSuspenseModel`.
 *
 * Without it, a boundary that is reset within a second of its error shows that error again.
 *
 * @example
 * const resetModels = useResetModels();
 * <ErrorBoundary onReset={resetModels} fallbackRender={({ resetErrorBoundary }) => <Retry onClick={resetErrorBoundary} />}>
 *   <Post id="1" />
 * </ErrorBoundary>
 *
 * @returns keeps its identity
 * @throws ModelsError `invalid-options` where there is no <ModelsProvider>
 */
export function useResetModels(): () => void {
  const { live } = useModelsContext('useResetModels');
  return useCallback(() => forgetFailures(live), [live]);
}
