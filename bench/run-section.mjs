/** Runs one section of the Node half, in a process of its own: `run-section.mjs <file>`, forked. */
const [file = ''] = process.argv.slice(2);
const { measure } = /** @type {{ measure: () => Promise<unknown> }} */ (await import(file));
const sections = await measure();
process.send?.(sections, () => process.exit(0));
