const warned = new Set<string>();

/** In development, and each message once: StrictMode renders twice, and each boundary of a page may say the same. */
export function warnOnce(message: string): void {
  if (process.env.NODE_ENV === 'production' || warned.has(message)) return;
  warned.add(message);
  console.warn(message);
}
