import type { ErrorInfo } from 'ably';
import { useModel, useModelStatus } from 'ably-models-react';
import { useOutbox } from 'ably-models-react/persist';
import { trouble } from './api.js';
import { isOffline } from './offline.js';
import { project } from './project-model.js';
import { useSession } from './session.js';
import { connectionInWords, modelInWords, outboxInWords, type Words } from './status-words.js';
import { useValue } from './value.js';

/** Where it all stands, in words. */
export function StatusLine({ projectId }: { readonly projectId: string }) {
  const { client } = useSession();
  const status = useModelStatus(project(projectId));
  const { sync } = useModel(project(projectId), { select: ({ id }) => id });
  const { queue, unsaved } = useOutbox();
  const offline = useValue(isOffline);
  const troubled = useValue(trouble);
  const waiting = queue.filter(({ status: each }) => each !== 'acknowledged').length;
  // Ably's reason is there as soon as its state is, which renders this anew.
  const reason = client.ably.connection.errorReason as ErrorInfo | null;
  return (
    <footer className="status">
      <p className="status__words" role="status">
        <Statement
          words={connectionInWords(status.connection, {
            isOffline: offline,
            refusal: reason?.message,
            trouble: troubled,
          })}
        />
        <Statement words={modelInWords(status)} />
        {status.state === 'errored' && !offline && (
          <button className="status__again" onClick={() => void sync()}>
            Try again
          </button>
        )}
        <Statement words={outboxInWords(waiting, unsaved)} />
      </p>
      <p className="status__id" title="How far this window has come in the project’s channel">
        <span className="status__label">Sequence id </span>
        <output>{status.sequenceId ?? '–'}</output>
      </p>
    </footer>
  );
}

const Statement = ({ words: { tone, text } }: { readonly words: Words }) => (
  <span className={`statement statement--${tone}`} title={text}>
    {text}
  </span>
);
