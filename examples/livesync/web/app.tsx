import { Failures } from './failures.js';
import { usePlace } from './place.js';
import { Problems } from './problems.js';
import { ProjectPage } from './project-page.js';
import { useSession } from './session.js';
import { SideBar } from './side-bar.js';
import { StatusLine } from './status-line.js';

export function App() {
  const { projects } = useSession();
  const { projectId = projects[0]?.id, issueId } = usePlace();
  const isKnown = projects.some(({ id }) => id === projectId);
  return (
    <div className="app">
      <SideBar projects={projects} chosenId={projectId} />
      {projectId !== undefined && isKnown ? (
        <>
          <ProjectPage projectId={projectId} issueId={issueId} />
          <StatusLine projectId={projectId} />
        </>
      ) : (
        <main className="main">
          <p className="notice">
            {projectId === undefined ? 'There are no projects yet.' : `There is no project “${projectId}”.`}
          </p>
        </main>
      )}
      <div className="overlay">
        {projectId !== undefined && isKnown && <Problems projectId={projectId} />}
        <Failures />
      </div>
    </div>
  );
}
