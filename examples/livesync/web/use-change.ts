import { useOptimistic } from 'ably-models-react';
import type { Change } from '../shared/tracker.js';
import { project } from './project-model.js';

/** Makes changes of a project: shown at once, kept until the server has them, taken back when it refuses. */
export function useChange(projectId: string): (change: Change) => void {
  return useOptimistic(project(projectId), { event: (change: Change) => change, send: 'change' }).mutate;
}
