/**
 * A clock of what scripts run in a page, by the browser's own account: neither the wait for a frame, nor layout and
 * paint, which are the page's.
 *
 * @param {import('playwright').Page} page
 * @returns {Promise<() => Promise<number>>} ms so far
 */
export async function openScriptClock(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? NaN) * 1000;
  };
}
