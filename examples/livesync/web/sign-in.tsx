import { members } from '../shared/tracker.js';
import { Avatar } from './avatar.js';

/** Where nobody is signed in. A real application asks for a password here. */
export function SignIn({ problem }: { readonly problem?: string }) {
  return (
    <main className="sign-in">
      <h1>Who are you?</h1>
      <p className="sign-in__hint">Open a second window as somebody else, and watch the two agree.</p>
      {problem !== undefined && (
        <p className="notice notice--bad" role="alert">
          {problem}
        </p>
      )}
      <ul className="sign-in__members">
        {members.map(({ id, name }) => (
          <li key={id}>
            <a className="sign-in__member" href={`?member=${id}${location.hash}`}>
              <Avatar memberId={id} />
              {name}
            </a>
          </li>
        ))}
      </ul>
    </main>
  );
}
