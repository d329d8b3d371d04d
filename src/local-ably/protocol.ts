/** What a ProtocolMessage asks for or tells (TR2). Those that this server does not speak yet are left out. */
export const Action = {
  heartbeat: 0,
  ack: 1,
  nack: 2,
  connected: 4,
  disconnect: 5,
  disconnected: 6,
  close: 7,
  closed: 8,
  error: 9,
  attach: 10,
  attached: 11,
  detach: 12,
  detached: 13,
  presence: 14,
  message: 15,
  sync: 16,
  auth: 17,
  object: 19,
  annotation: 21,
} as const;

/** The bits of `flags` in ATTACH and ATTACHED (TR3). */
export const Flag = {
  hasPresence: 1 << 0,
  hasBacklog: 1 << 1,
  resumed: 1 << 2,
  /** In ATTACH: the client was attached before. */
  attachResume: 1 << 5,
  presence: 1 << 16,
  publish: 1 << 17,
  subscribe: 1 << 18,
  presenceSubscribe: 1 << 19,
} as const;

/** An error as it travels (TI1). */
export interface ErrorInfo {
  code: number;
  statusCode: number;
  message: string;
  href: string;
}

/** A message as it travels and as it is kept: data is still encoded (TM2, RSL4). */
export interface WireMessage {
  id: string;
  serial: string;
  /** Ms since the epoch, of the moment that the server took the message. */
  timestamp: number;
  /** 0 is `message.create`, the only one that this server knows (TM5). */
  action: 0;
  name?: string;
  data?: string;
  encoding?: string;
  clientId?: string;
  connectionId?: string;
  extras?: unknown;
}

/** What happened to a member (TP2). */
export const PresenceAction = { present: 1, enter: 2, leave: 3, update: 4 } as const;

/** A presence event as it travels, and a member as it is kept (TP3). */
export interface WirePresence {
  id: string;
  action: number;
  clientId: string;
  connectionId: string;
  timestamp: number;
  data?: string;
  encoding?: string;
  extras?: unknown;
}

/** One publish: its messages were sent together, so they share a place in the channel. */
export interface Publication {
  /** The place in the channel; text order is channel order. */
  channelSerial: string;
  timestamp: number;
  id: string;
  connectionId?: string;
  messages: readonly WireMessage[];
}

export interface ConnectionDetails {
  connectionKey: string;
  clientId?: string;
  maxMessageSize: number;
  maxFrameSize: number;
  maxInboundRate: number;
  connectionStateTtl: number;
  maxIdleInterval: number;
  serverId: string;
}

/** What the server sends. */
export interface ServerFrame {
  action: number;
  id?: string;
  error?: ErrorInfo;
  flags?: number;
  channel?: string;
  channelSerial?: string;
  connectionId?: string;
  connectionDetails?: ConnectionDetails;
  msgSerial?: number;
  count?: number;
  timestamp?: number;
  messages?: readonly WireMessage[];
  presence?: readonly WirePresence[];
  params?: Record<string, string>;
  res?: { serials: string[] }[];
}

/** What a client sends: only `action` has been looked at, everything else is still to be judged. */
export interface ClientFrame {
  action: number;
  id?: unknown;
  flags?: unknown;
  channel?: unknown;
  channelSerial?: unknown;
  msgSerial?: unknown;
  messages?: unknown;
  presence?: unknown;
  params?: unknown;
  auth?: unknown;
}
