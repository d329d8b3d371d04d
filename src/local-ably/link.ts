import type { Codec } from './codec.js';
import type { Network } from './network.js';
import type { ClientFrame, ServerFrame } from './protocol.js';

/** The server's hold on one client's socket, as a dress provides it. */
export interface ClientSocket {
  send(data: string | Uint8Array): void;
  close(): void;
  /** Ends without a closing handshake, like a cable that is cut. */
  terminate(): void;
  /** A WebSocket ping. Absent where the dress has none. */
  ping?(): void;
}

/** What a dress reports of that socket. */
export interface SocketEvents {
  message(data: unknown): void;
  closed(): void;
}

/** What a link reports, once the network has let it through. */
export interface LinkEvents {
  frame(frame: ClientFrame): void;
  /** Something came that is no frame. */
  failed(error: unknown): void;
  closed(): void;
}

/** One socket behind the network: frames in, frames out, in order. */
export class Link implements SocketEvents {
  readonly #network: Network;
  readonly #socket: ClientSocket;
  readonly #codec: Codec;
  readonly #inbound;
  readonly #outbound;
  #events: LinkEvents | undefined;

  constructor(network: Network, socket: ClientSocket, codec: Codec) {
    this.#network = network;
    this.#socket = socket;
    this.#codec = codec;
    this.#inbound = network.open();
    this.#outbound = network.open();
  }

  listen(events: LinkEvents): void {
    this.#events = events;
  }

  send(frame: ServerFrame): void {
    const data = this.#codec.encode(frame);
    this.#outbound.enter(() => this.#socket.send(data));
  }

  ping(): void {
    this.#outbound.enter(() => this.#socket.ping?.());
  }

  /** Says a last word, closes the socket behind it, and hears nothing more. */
  finish(frame: ServerFrame): void {
    this.#events = undefined;
    this.send(frame);
    this.#outbound.enter(() => {
      this.#socket.close();
      this.#release();
    });
  }

  /** Ends at once; what is under way is lost. */
  terminate(): void {
    this.#events = undefined;
    this.#release();
    this.#socket.terminate();
  }

  message(data: unknown): void {
    if (this.#events === undefined) return;
    this.#inbound.enter(() => {
      try {
        this.#events?.frame(this.#codec.decode(data));
      } catch (error) {
        this.#events?.failed(error);
      }
    });
  }

  closed(): void {
    // It reports the end of a socket that was cut from here too; a lane that nobody hears must not run on.
    if (this.#events === undefined) return;
    this.#inbound.enter(() => {
      const events = this.#events;
      this.#events = undefined;
      this.#release();
      events?.closed();
    });
  }

  #release(): void {
    this.#network.close(this.#inbound);
    this.#network.close(this.#outbound);
  }
}
