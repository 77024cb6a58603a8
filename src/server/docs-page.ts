import { hash } from 'node:crypto';
import { browser } from './docs-browser.ts';
import { docsStyle } from './docs-style.ts';

// The functions are sent as they stand here: types are spaces by now, and nothing else is around them.
const script = `${browser.map(String).join('\n')}\nstartBrowsing();`;

/** Nothing but this page's own script and style, and documents of this server. */
export const docsPolicy = [
  "default-src 'none'",
  `script-src 'sha256-${hash('sha256', script, 'base64')}'`,
  `style-src 'sha256-${hash('sha256', docsStyle, 'base64')}'`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page that shows the APIs: one file that asks for nothing but their OpenAPI documents. */
export function docsPage(apis: readonly { name: string; title: string }[]): string {
  const tabs = apis.map(
    ({ name, title }) => `<a class="tab" href="#${name}" data-api="${name}">${escapeHtml(title)}</a>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Florin · API reference</title>
<style>${docsStyle}</style>
</head>
<body>
<header>
<h1>Florin <span>API reference</span></h1>
<nav class="tabs" aria-label="APIs">${tabs.join('')}</nav>
<label class="search"><span class="hidden">Search operations</span>
<input id="search" type="search" placeholder="Search paths and summaries  ( / )" autocomplete="off" spellcheck="false"></label>
</header>
<div class="columns">
<nav id="index" class="index" aria-label="Operations"></nav>
<main id="main" tabindex="-1"><p class="note">Loading…</p></main>
</div>
<noscript><p class="note">This page needs JavaScript. The documents themselves are at ${apis
    .map(({ name }) => `<a href="/openapi/${name}.json">/openapi/${name}.json</a>`)
    .join(', ')}.</p></noscript>
<script>${script}</script>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
