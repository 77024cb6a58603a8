/** What the address of the page says. */
const [, , secretInPath = '', stepInPath = ''] = globalThis.location.pathname.split('/');
const query = new URLSearchParams(globalThis.location.search);

export const clientSecret = decodeURIComponent(secretInPath);
export type Step = '' | 'authenticate' | 'confirmation';
/** Where the page was opened. */
export const firstStep = stepInPath;
export const wishedLocale = query.get('locale');
export const isFramed = globalThis.parent !== globalThis.window;

const theme = query.get('theme');
export const wishedTheme = theme === 'light' || theme === 'dark' ? theme : undefined;

/** Shows in the address where the buyer is. No step back leads to a form that could pay again: none is left behind. */
export function showStep(step: Step): void {
  const path = `/checkout/${secretInPath}${step && `/${step}`}`;
  if (globalThis.location.pathname === path) return;
  globalThis.history.replaceState(null, '', path + globalThis.location.search);
}
