import { useMemo, useSyncExternalStore } from 'react';

/** Which project is chosen, and which of its issues is open: `#launch/fonts`. */
export interface Place {
  readonly projectId: string | undefined;
  readonly issueId: string | undefined;
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}

export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return useMemo(() => {
    const [projectId, issueId] = hash.slice(1).split('/').map(decode);
    return { projectId: projectId === '' ? undefined : projectId, issueId };
  }, [hash]);
}

/** The address of a project, or of one of its issues. */
export function addressOf(projectId: string, issueId?: string): string {
  const parts = issueId === undefined ? [projectId] : [projectId, issueId];
  return `#${parts.map(encodeURIComponent).join('/')}`;
}

export function go(projectId: string, issueId?: string): void {
  location.hash = addressOf(projectId, issueId);
}

/** Somebody may have typed anything. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
