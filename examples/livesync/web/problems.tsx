import type { ErrorInfo } from 'ably';
import { useModel, useModelStatus } from 'ably-models-react';
import { isOffline } from './offline.js';
import { project } from './project-model.js';
import { useSession } from './session.js';
import { connectionInWords, modelInWords } from './status-words.js';
import { useValue } from './value.js';

/** What does not pass by itself, with the reason in full: the status line has room for a few words. */
export function Problems({ projectId }: { readonly projectId: string }) {
  const { client } = useSession();
  const { sync } = useModel(project(projectId), { select: ({ id }) => id });
  const status = useModelStatus(project(projectId));
  const offline = useValue(isOffline);
  const { connection } = client.ably;
  // Typed as if there always were one. It is there as soon as the state is, which renders this anew.
  const refusal = connection.errorReason as ErrorInfo | null;
  if (offline) return null;
  if (status.connection === 'failed')
    return (
      <Problem
        title={connectionInWords('failed', { isOffline: false, trouble: undefined }).text}
        reason={refusal?.message}
        onRetry={() => connection.connect()}
      />
    );
  if (status.state !== 'errored') return null;
  return (
    <Problem title={modelInWords(status).text} reason={status.error?.message} onRetry={() => void sync()} />
  );
}

interface ProblemProps {
  readonly title: string;
  readonly reason: string | undefined;
  readonly onRetry: () => void;
}

function Problem({ title, reason, onRetry }: ProblemProps) {
  return (
    <article className="failure" role="alert">
      <h2 className="failure__what">{title}</h2>
      {reason !== undefined && <p className="failure__reason">{reason}</p>}
      <div className="failure__actions">
        <button className="button" onClick={onRetry}>
          Try again
        </button>
      </div>
    </article>
  );
}
