import { atRest } from './journey.js';
import { Actions } from './actions.js';
import { Picture } from './picture.js';

/** As large as the one to come. */
export function EmptyPicture() {
  const actions = <Actions />;
  return <Picture steps={[]} confirmed={[]} optimistic={[]} journey={atRest} actions={actions} />;
}
