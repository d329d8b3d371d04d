import { useModel } from 'ably-models-react';
import { useState } from 'react';
import { project } from './project-model.js';
import { useChange } from './use-change.js';
import { useFailures, type Failure } from './use-failures.js';
import { describe, textOf, withText } from './words.js';

/** What did not come to be: it is off the screen, so it is here, with what was typed, until the member has seen to it. */
export function Failures() {
  const failures = useFailures();
  return (
    // There from the beginning: a screen reader follows no region that appears with what it has to say.
    <section
      className="failures"
      aria-label="Not saved"
      role="log"
      aria-live="assertive"
      aria-relevant="additions"
    >
      {failures.map((failure) => (
        <FailureCard key={failure.mutationId} failure={failure} />
      ))}
    </section>
  );
}

function FailureCard({ failure: { projectId, change, reason, dismiss } }: { readonly failure: Failure }) {
  const { data } = useModel(project(projectId), { select: ({ issues }) => issues });
  const makeChange = useChange(projectId);
  const typed = textOf(change);
  const [text, setText] = useState(typed);
  const what = describe(change, (id) => data?.find((issue) => issue.id === id)?.title);
  return (
    <article className="failure">
      <h2 className="failure__what">{what}</h2>
      <p className="failure__reason">Not saved: {reason}.</p>
      {typed !== undefined && (
        <textarea
          className="failure__text"
          aria-label={`What you typed: ${what}`}
          rows={1}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <div className="failure__actions">
        <button
          className="button"
          onClick={() => {
            dismiss();
            // As a change of its own: what the server has decided once, under its id, stays decided.
            makeChange(text === undefined ? change : withText(change, text.trim()));
          }}
        >
          Try again
        </button>
        <button className="button button--quiet" onClick={dismiss}>
          Dismiss
        </button>
      </div>
    </article>
  );
}
