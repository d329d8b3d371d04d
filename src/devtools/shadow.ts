/** The page's shortcuts must not hear what is typed in a shadow root: to them it would come from no field at all. */
const KEYS = ['keydown', 'keypress', 'keyup'] as const;

/** A shadow root of its own at the end of the page. */
export function createShadow(): { readonly root: ShadowRoot; readonly remove: () => void } {
  const host = document.createElement('div');
  host.dataset['ablyModelsDevtools'] = '';
  const root = attachShadow(host);
  document.body.append(host);
  return { root, remove: () => host.remove() };
}

/** Gives an element a shadow root, out of which no key is heard. */
export function attachShadow(host: HTMLElement): ShadowRoot {
  for (const key of KEYS) host.addEventListener(key, (event) => event.stopPropagation());
  return host.attachShadow({ mode: 'open' });
}

/** Has a shadow root use a sheet: a `<style>`, which a content security policy may forbid, only where there is nothing else. */
export function adoptStyles(root: Node, css: string): () => void {
  if (!(root instanceof ShadowRoot)) return () => undefined;
  // jsdom and Safari before 16.4 have no sheets that a script can make.
  if (!('adoptedStyleSheets' in root && 'replaceSync' in CSSStyleSheet.prototype)) {
    const style = document.createElement('style');
    style.textContent = css;
    root.append(style);
    return () => style.remove();
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  return () => {
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
  };
}
