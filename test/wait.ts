/** Long: a slow machine must not turn a condition into a matter of luck. */
export const WAIT = { timeout: 10_000, interval: 2 };
