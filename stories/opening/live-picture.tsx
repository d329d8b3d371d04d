import { ModelsProvider } from 'ably-models-react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { commentOf } from '../hooks/post-backend.js';
import { Button } from '../ui/button.js';
import { useWorld } from '../ui/use-world.js';
import { atRest, toJourney } from './journey.js';
import { openOpeningWorld, type OpeningWorld } from './opening-world.js';
import { Picture } from './picture.js';
import { useComments } from './use-comments.js';

const own = ['Noon it is.', 'I bring cake.', 'Count me in.', 'See you there.'];
const others = ['Done.', 'Me too.', 'Thanks, all.'];
const refused = 'Buy followers!';

/** The picture, on a model that runs on the Ably of this page. */
export function LivePicture() {
  const world = useWorld(openOpeningWorld, 'ably-models-react');
  if (world === undefined) return <EmptyPicture />;
  return (
    <ModelsProvider client={world.client}>
      <Running world={world} />
    </ModelsProvider>
  );
}

/** As large as the one to come. */
function EmptyPicture() {
  const actions = <Actions />;
  return <Picture steps={[]} confirmed={[]} optimistic={[]} journey={atRest} actions={actions} />;
}

function Running({ world }: { readonly world: OpeningWorld }) {
  const { confirmed, optimistic, isReady, mutate, pending, settled } = useComments(world);
  const steps = useSyncExternalStore(world.log.subscribe, world.log.getSteps);
  const made = useRef({ own: 0, others: 0 });

  useEffect(() => {
    if (isReady) world.slowDown();
  }, [world, isReady]);

  const take = (texts: readonly string[], of: 'own' | 'others') =>
    texts[made.current[of]++ % texts.length] ?? '';
  return (
    <Picture
      steps={steps}
      confirmed={confirmed ?? []}
      optimistic={optimistic ?? []}
      journey={toJourney({ steps, pending, settled, confirmed })}
      actions={
        <Actions
          {...(isReady && {
            onChange: () => mutate(commentOf('You', take(own, 'own'))),
            onRefused: () => mutate(commentOf('You', refused)),
            onOthers: () => world.backend.comment(world.postId, 'Ben', take(others, 'others')),
          })}
        />
      }
    />
  );
}

interface ActionsProps {
  readonly onChange?: (() => void) | undefined;
  readonly onRefused?: (() => void) | undefined;
  readonly onOthers?: (() => void) | undefined;
}

function Actions({ onChange, onRefused, onOthers }: ActionsProps) {
  return (
    <>
      <Button look="primary" disabled={onChange === undefined} onClick={onChange}>
        Make a change
      </Button>
      <Button disabled={onRefused === undefined} onClick={onRefused}>
        One that is refused
      </Button>
      <Button disabled={onOthers === undefined} onClick={onOthers}>
        Somebody else’s
      </Button>
    </>
  );
}
