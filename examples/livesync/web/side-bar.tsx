import { ModelVisibility, useModel } from 'ably-models-react';
import { members, type Project } from '../shared/tracker.js';
import { Avatar } from './avatar.js';
import { ChevronIcon } from './icons.js';
import { isOffline } from './offline.js';
import { addressOf } from './place.js';
import { project } from './project-model.js';
import { useSession } from './session.js';
import { useValue } from './value.js';

interface SideBarProps {
  readonly projects: readonly Pick<Project, 'id' | 'name'>[];
  readonly chosenId: string | undefined;
}

export function SideBar({ projects, chosenId }: SideBarProps) {
  return (
    <header className="side">
      <p className="side__brand">Tracker</p>
      <nav className="side__nav" aria-label="Projects">
        <h2 className="side__title">Projects</h2>
        <ul className="side__list">
          {projects.map((each) => (
            <ModelVisibility as="li" key={each.id}>
              <ProjectLink project={each} isChosen={each.id === chosenId} />
            </ModelVisibility>
          ))}
        </ul>
      </nav>
      <div className="side__account">
        <OfflineSwitch />
        <MemberSelect />
      </div>
    </header>
  );
}

interface ProjectLinkProps {
  readonly project: Pick<Project, 'id' | 'name'>;
  readonly isChosen: boolean;
}

/** Renders when the name or the number of open issues is another, and not at every change of the project. */
function ProjectLink({ project: { id, name }, isChosen }: ProjectLinkProps) {
  const { data } = useModel(project(id), {
    select: (live) => ({
      name: live.name,
      open: live.issues.filter(({ status }) => status !== 'done').length,
    }),
    isEqual: (a, b) => a.name === b.name && a.open === b.open,
  });
  return (
    <a className="side__link" href={addressOf(id)} aria-current={isChosen ? 'page' : undefined}>
      <span className="side__name">{data?.name ?? name}</span>
      <span className="side__open">
        {data?.open ?? ''}
        <span className="visually-hidden"> open</span>
      </span>
    </a>
  );
}

function OfflineSwitch() {
  const checked = useValue(isOffline);
  return (
    <label className="switch-row">
      <span>Offline</span>
      <input
        className="switch"
        type="checkbox"
        role="switch"
        checked={checked}
        onChange={(event) => isOffline.set(event.target.checked)}
      />
    </label>
  );
}

function MemberSelect() {
  const { member } = useSession();
  return (
    <span className="picker picker--wide picker--member">
      <Avatar memberId={member.id} />
      <span className="picker__choice">{member.name}</span>
      <ChevronIcon />
      <select
        aria-label="Signed in as"
        value={member.id}
        // Another member has another connection and other things kept: a page of their own.
        onChange={(event) => (location.search = `?member=${event.target.value}`)}
      >
        {members.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </span>
  );
}
