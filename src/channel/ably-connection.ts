import type { Realtime } from 'ably';
import type { ConnectionView } from './port.js';

/** The state of an Ably connection, to look at only: the connection is the application's. */
export function ablyConnection({ connection }: Pick<Realtime, 'connection'>): ConnectionView {
  return {
    getState: () => connection.state,
    observe: (listener) => {
      // A function of our own: Ably drops every registration of a listener at once when it is shared.
      const onChange = () => listener();
      connection.on(onChange);
      return () => connection.off(onChange);
    },
  };
}
