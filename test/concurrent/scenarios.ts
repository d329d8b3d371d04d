import { openSession, type Picture } from './session.js';
import { START, type Subject } from './subject.js';

/** What one page has shown, from first to last. */
export interface Run {
  readonly pictures: readonly Picture[];
  /** What the count has come to in the end. */
  readonly count: number;
  readonly deferred: boolean;
  /** The counts with which the first of the fifty was rendered, shown or not. */
  readonly begun: ReadonlySet<number>;
  /** And the last. */
  readonly finished: ReadonlySet<number>;
}

type Session = Awaited<ReturnType<typeof openSession>>;
/** Resolves to what the count has come to. */
type Play = (session: Session, subject: Subject) => Promise<number>;

/** The user changes the count, and somebody else does while the fifty are being rendered with it. */
const update =
  (button: string): Play =>
  async (session, subject) => {
    await open(session);
    const rendering = session.rendering(START + 1);
    session.click(button);
    await rendering;
    subject.receive();
    await session.settle(START + 2);
    return START + 2;
  };

/** Somebody changes the count while the fifty are being mounted in a transition. */
const mount: Play = async (session, subject) => {
  const rendering = session.rendering(START);
  session.click('open in a transition');
  await rendering;
  subject.receive();
  await session.settle(START + 1);
  return START + 1;
};

/** The user does something at once, while the fifty are being rendered with what was added before. */
const meanwhile =
  (added: string, button: string, count: number): Play =>
  async (session) => {
    await open(session);
    const rendering = session.rendering(START + 1);
    session.click(added);
    await rendering;
    session.click(button);
    await session.settle(count);
    return count;
  };

async function open(session: Session): Promise<void> {
  session.click('open in a transition');
  await session.settle(START);
}

const scenario =
  (play: Play, { deferred = false } = {}) =>
  async (openSubject: () => Subject): Promise<Run> => {
    const subject = openSubject();
    const session = await openSession(subject, { deferred });
    try {
      const count = await play(session, subject);
      const { pictures, begun, finished } = session;
      return { pictures, count, deferred, begun, finished };
    } finally {
      session.close();
    }
  };

export const scenarios = {
  update: scenario(update('increment in a transition')),
  mount: scenario(mount),
  type: scenario(meanwhile('increment in a transition', 'type', START + 1)),
  double: scenario(meanwhile('increment in a transition', 'double', (START + 1) * 2)),
  'deferred update': scenario(update('increment'), { deferred: true }),
  'deferred mount': scenario(mount, { deferred: true }),
  'deferred type': scenario(meanwhile('increment', 'type', START + 1), { deferred: true }),
};

export type Scenario = keyof typeof scenarios;
