// How the pages are built: `vite build console` → dist-console/, with two entries: the marketer's console and the phone.
import { defineConfig } from 'vite';

export default defineConfig({
  // Both pages lie beside the API: the console at /console/, the phone at /phone/, and what they share under the first.
  base: '/console/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist-console',
    emptyOutDir: true,
    target: 'es2023',
    // A data: URL would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    // The map page alone is larger than the usual limit, and is loaded only there.
    chunkSizeWarningLimit: 1200,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { console: `${import.meta.dirname}/index.html`, phone: `${import.meta.dirname}/phone/index.html` },
    },
  },
});
