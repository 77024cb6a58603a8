import path from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = import.meta.dirname;

/** How every page is built; which are built together, scripts/build-web.mjs says. */
export default defineConfig({
  root: here,
  base: '/',
  plugins: [react(), tailwindcss()],
  // Put in by the server, another for every answer.
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: path.join(here, '..', 'dist', 'web'),
    assetsDir: 'florin/assets',
    // Nothing inline: the content security policy lets no data address in but pictures.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // From here on browsers know `light-dark()`, by which every colour is two.
    cssTarget: ['chrome123', 'safari17.5', 'firefox120'],
    reportCompressedSize: false,
  },
});
