import { ModelsProvider } from 'ably-models-react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { members } from '../shared/tracker.js';
import { App } from './app.js';
import { openSession, SessionContext } from './session.js';
import { SignIn } from './sign-in.js';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/layout.css';
import './styles/board.css';
import './styles/panel.css';
import './styles/notices.css';

const element = document.getElementById('root');
if (element === null) throw new Error('unable to begin; the page has no #root');
const root = createRoot(element);

const wanted = new URLSearchParams(location.search).get('member');
const member = members.find(({ id }) => id === wanted);

if (member === undefined) root.render(<SignIn />);
else {
  try {
    const session = await openSession(member);
    root.render(
      <StrictMode>
        <SessionContext value={session}>
          <ModelsProvider client={session.client}>
            <App />
          </ModelsProvider>
        </SessionContext>
      </StrictMode>,
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    root.render(<SignIn problem={`${member.name} cannot be signed in: ${reason}`} />);
  }
}
