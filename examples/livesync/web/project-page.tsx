import { useModel } from 'ably-models-react';
import { useState } from 'react';
import { Board } from './board.js';
import { focusCard } from './cards.js';
import { HelpDialog } from './help-dialog.js';
import { IssuePanel } from './issue-panel.js';
import { go } from './place.js';
import { project } from './project-model.js';
import { TextField } from './text-field.js';
import { useBoardKeys } from './use-board-keys.js';
import { useChange } from './use-change.js';
import { usePending } from './use-pending.js';

interface ProjectPageProps {
  readonly projectId: string;
  readonly issueId: string | undefined;
}

export function ProjectPage({ projectId, issueId }: ProjectPageProps) {
  const { data, error, isPending } = useModel(project(projectId));
  const change = useChange(projectId);
  const pending = usePending(projectId);
  const [isHelping, setHelping] = useState(false);
  const open = data?.issues.find(({ id }) => id === issueId);

  const close = () => {
    if (issueId === undefined) return;
    go(projectId);
    focusCard(issueId);
  };
  useBoardKeys({
    project: data,
    openId: open?.id,
    onChange: change,
    onClose: close,
    onHelp: () => setHelping(true),
  });

  return (
    <>
      <main className="main">
        {data === undefined && error !== undefined && (
          <p className="notice notice--bad" role="alert">
            {error.message}
          </p>
        )}
        {isPending && error === undefined && (
          <p className="main__loading" role="status">
            Loading…
          </p>
        )}
        {data !== undefined && (
          <>
            <div className="main__head">
              <h1 className="visually-hidden">{data.name}</h1>
              <TextField
                key={projectId}
                className="main__name"
                label="Name of the project"
                text={data.name}
                onSave={(name) => change({ name: 'project.renamed', data: { name } })}
              />
              <button className="button button--quiet main__help" onClick={() => setHelping(true)}>
                Keyboard <kbd>?</kbd>
              </button>
            </div>
            <Board project={data} pending={pending} openIssueId={open?.id} onChange={change} />
          </>
        )}
      </main>
      {open !== undefined && <IssuePanel issue={open} pending={pending} onChange={change} onClose={close} />}
      {isHelping && <HelpDialog onClose={() => setHelping(false)} />}
    </>
  );
}
