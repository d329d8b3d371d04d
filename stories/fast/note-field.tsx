import { useModel, useOptimistic } from 'ably-models-react';
import { Badge } from '../ui/badge.js';
import type { FleetWorld } from './fleet-world.js';

/** A field whose text is the model's own: what is typed is a change, and shows as one, at each key. */
export function NoteField({ world }: { readonly world: FleetWorld }) {
  const { backend, fleet } = world;
  const { data: note = '' } = useModel(fleet, { select: ({ note }) => note });
  const { mutate, isPending, error } = useOptimistic(fleet, {
    event: (note: string) => ({ name: 'note.edited', data: { note } }),
    send: ({ mutationId, event, signal }) => backend.editNote({ mutationId, note: event.data.note, signal }),
  });
  return (
    <div className="note">
      <label className="note__name" htmlFor="note">
        Note
      </label>
      <input
        className="field"
        id="note"
        autoComplete="off"
        placeholder="Type while it runs"
        value={note}
        onChange={(event) => mutate(event.target.value)}
      />
      <span className="note__state" role="status">
        {error !== undefined ? (
          <Badge tone="bad">{error.message}</Badge>
        ) : isPending ? (
          <Badge tone="accent">Saving</Badge>
        ) : (
          <Badge tone="good">Saved</Badge>
        )}
      </span>
    </div>
  );
}
