import { emojis, type Change, type Issue } from '../shared/tracker.js';
import { useSession } from './session.js';
import { nameOf } from './words.js';

interface ReactionsProps {
  readonly issue: Issue;
  readonly onChange: (change: Change) => void;
}

export function Reactions({ issue: { id, reactions }, onChange }: ReactionsProps) {
  const { member } = useSession();
  return (
    <ul className="reactions" aria-label="Reactions">
      {emojis.map((emoji) => {
        const givers = reactions
          .filter((reaction) => reaction.emoji === emoji)
          .map((reaction) => reaction.member);
        const isGiven = givers.includes(member.id);
        const names = givers.map(nameOf).join(', ');
        return (
          <li key={emoji}>
            <button
              className="reaction"
              aria-pressed={isGiven}
              aria-label={names === '' ? emoji : `${emoji} from ${names}`}
              title={names}
              onClick={() =>
                onChange({
                  name: 'reaction.set',
                  data: { issueId: id, reaction: { member: member.id, emoji }, given: !isGiven },
                })
              }
            >
              {emoji}
              <span className="reaction__count">{givers.length > 0 && givers.length}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
