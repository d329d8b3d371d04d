import type { Logger } from '../model/logger.js';

/** From all to nothing, in pino's words. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

const levels: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** The logger that was asked for, quiet below the level that was asked for; one that throws stops no model. */
export function toLogger(logger: Logger | undefined, logLevel: LogLevel | undefined): Logger {
  const lowest = levels.indexOf(logLevel ?? (logger === undefined ? 'silent' : 'trace'));
  const from = (level: 'debug' | 'warn' | 'error'): Logger[typeof level] => {
    if (levels.indexOf(level) < lowest) return () => undefined;
    return (details, message) => {
      try {
        if (logger) logger[level](details, message);
        else console[level](message, details);
      } catch {
        // There is nobody left to tell.
      }
    };
  };
  return { debug: from('debug'), warn: from('warn'), error: from('error') };
}
