/** Details first, as pino has it; a pino logger fits. */
export interface ConnectorLogger {
  info(details: object, message: string): void;
  /** It is tried again. */
  warn(details: object, message: string): void;
  /** Somebody has to look at it. */
  error(details: object, message: string): void;
}

export const consoleLogger: ConnectorLogger = {
  info: () => undefined,
  warn: (details, message) => console.warn(message, details),
  error: (details, message) => console.error(message, details),
};

export const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));
