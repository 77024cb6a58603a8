/**
 * A mail as its reader sees it, shut off from the page: no script runs in it, and its links open elsewhere. The policy of the page
 * holds in it too, so that its style is let in by the page's nonce.
 */
export function MailFrame({ html, title }: { html: string; title: string }) {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';
  const shown = html
    .replaceAll('<style>', `<style nonce="${nonce}">`)
    .replace('<head>', '<head><base target="_blank">');
  return (
    <iframe
      title={title}
      srcDoc={shown}
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      className="block h-[38rem] w-full rounded-b-xl bg-white"
    />
  );
}
