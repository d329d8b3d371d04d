/** How often clients asked for what, since the server was made; what was refused counts too. */
export interface Counters {
  /** Connections opened, those after a failed resume included. */
  connects: number;
  /** Connections resumed. */
  resumes: number;
  attaches: number;
  detaches: number;
  /** Publishes, over a connection or by request. */
  publishes: number;
  historyRequests: number;
  tokenRequests: number;
}

export const noCounts = (): Counters => ({
  connects: 0,
  resumes: 0,
  attaches: 0,
  detaches: 0,
  publishes: 0,
  historyRequests: 0,
  tokenRequests: 0,
});
