import { ModelsProvider } from 'ably-models-react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { commentOf } from '../hooks/post-backend.js';
import { useWorld } from '../ui/use-world.js';
import { Actions } from './actions.js';
import { EmptyPicture } from './empty-picture.js';
import { toJourney } from './journey.js';
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
