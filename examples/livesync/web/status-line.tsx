import { useModelStatus } from 'ably-models-react';
import { useOutbox } from 'ably-models-react/persist';
import { trouble } from './api.js';
import { isOffline } from './offline.js';
import { project } from './project-model.js';
import { connectionInWords, modelInWords, outboxInWords, type Words } from './status-words.js';
import { useValue } from './value.js';

/** Where it all stands, in words. */
export function StatusLine({ projectId }: { readonly projectId: string }) {
  const status = useModelStatus(project(projectId));
  const { queue, unsaved } = useOutbox();
  const offline = useValue(isOffline);
  const troubled = useValue(trouble);
  const waiting = queue.filter(({ status: each }) => each !== 'acknowledged').length;
  return (
    <footer className="status">
      <p className="status__words" role="status">
        <Statement
          words={connectionInWords(status.connection, {
            isOffline: offline,
            trouble: troubled,
          })}
        />
        <Statement words={modelInWords(status)} />
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
