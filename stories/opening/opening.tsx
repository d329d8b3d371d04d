import type { ComponentType, ReactNode } from 'react';

/** What to do, and where that is shown. */
const tasks = [
  {
    name: 'See all of it',
    what: 'Two browsers edit one post, through Postgres and Ably’s protocol.',
    to: 'livesync--overview',
  },
  { name: 'Read a model', what: 'Live data, caught up, with useModel.', to: 'read-a-model-usemodel--docs' },
  {
    name: 'Change it',
    what: 'At once, confirmed, or taken back, with useOptimistic.',
    to: 'change-it-useoptimistic--docs',
  },
  {
    name: 'Offline',
    what: 'Restarts, tabs, and changes that wait for a network.',
    to: 'offline-persistmodels--docs',
  },
  {
    name: 'The screen decides',
    what: 'What nobody can see holds no channel.',
    to: 'the-screen-decides-a-wall-of-live-cards--two-hundred',
  },
  {
    name: 'Fast',
    what: 'A thousand components, a thousand events a second.',
    to: 'fast-a-thousand-events-a-second--by-hand',
  },
  {
    name: 'Read the guide',
    what: 'From the channels of an application to its tests.',
    to: 'guide-guide--docs',
  },
  {
    name: 'Compare',
    what: 'With TanStack Query, SWR, zustand, and @ably-labs/models.',
    to: 'compare-state-libraries--docs',
  },
] as const;

interface OpeningProps {
  readonly picture: ReactNode;
  /** That of the picture. */
  readonly code: ReactNode;
  /** Leads to a story or a page of the playground, by its id. */
  readonly link: ComponentType<{
    readonly className: string;
    readonly to: string;
    readonly children: ReactNode;
  }>;
}

/** What a newcomer reads and tries first. */
export function Opening({ picture, code, link: Link }: OpeningProps) {
  return (
    <div className="opening sb-unstyled">
      <header>
        <p className="opening__eyebrow">ably-models-react</p>
        <h1 className="opening__title">A model, in a minute</h1>
        <p className="opening__lead">
          A model is data of your database that changes while people look at it. Your backend owns it and
          publishes each change on an Ably channel. A component reads it, always caught up. It shows its
          user’s own changes at once, and takes them back when the backend says no.
        </p>
      </header>
      {picture}
      <p className="opening__note">
        This is no film: a model runs in this page, on a local Ably that is slowed down for the eye.
      </p>
      <section className="opening__part" aria-labelledby="opening-code">
        <h2 id="opening-code">The code of the picture</h2>
        <p>Two hooks: one reads, one changes. The file is the one that runs above.</p>
        {code}
      </section>
      <section className="opening__part" aria-labelledby="opening-tasks">
        <h2 id="opening-tasks">What would you like to do?</h2>
        <ul className="opening__tasks">
          {tasks.map(({ name, what, to }) => (
            <li key={to}>
              <Link className="opening__task" to={to}>
                <strong>{name}</strong>
                <span>{what}</span>
              </Link>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
