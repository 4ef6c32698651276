import { join } from 'node:path'
import { defineConfig } from 'vite'

/** Builds the page into `demo-app/dist`, which the server serves under a Content-Security-Policy of `'self'`. */
export default defineConfig({
  root: join(import.meta.dirname, 'client'),
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: join(import.meta.dirname, 'dist'),
    emptyOutDir: true,
    target: 'es2023',
    // A data: address would need a weaker policy.
    assetsInlineLimit: 0,
    modulePreload: false,
  },
})
