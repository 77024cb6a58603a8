import { setNonce } from 'get-nonce';

/** Lets the style of open dialogs (which hold the page still) past the content security policy. Called once, first. */
export function allowOwnStyles(): void {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce;
  if (nonce) setNonce(nonce);
}
