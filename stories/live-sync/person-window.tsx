import { ModelsProvider } from 'ably-models-react';
import { useState } from 'react';
import { isAblyLocal } from '../ui/ably.js';
import { Avatar } from '../ui/avatar.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { StatusBar } from '../ui/status-bar.js';
import { PostPage, type PostPageProps } from './post-page.js';
import type { Person, World } from './world.js';

interface PersonWindowProps extends Pick<PostPageProps, 'onMutations'> {
  readonly world: World;
  readonly person: Person;
}

/** One person's browser: its own connection, its own client, nothing shared with the other. */
export function PersonWindow({ world, person, onMutations }: PersonWindowProps) {
  return (
    <Card
      title={`${person.name}’s browser`}
      before={<Avatar name={person.name} />}
      actions={<ConnectionButton person={person} />}
    >
      <ModelsProvider client={person.client}>
        <PostPage world={world} who={person.name} onMutations={onMutations} />
        <StatusBar of={world.post} />
      </ModelsProvider>
    </Card>
  );
}

function ConnectionButton({ person }: { readonly person: Person }) {
  const [online, setOnline] = useState(true);
  return (
    <Button
      disabled={!isAblyLocal}
      onClick={() => {
        person.setOnline(!online);
        setOnline(!online);
      }}
    >
      {online ? 'Drop connection' : 'Reconnect'}
    </Button>
  );
}
