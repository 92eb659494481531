import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** `npm run dev -w web` shows changes as they are typed, beside a server on its usual port. */
const SERVER = 'http://127.0.0.1:4000';

/**
 * The MJML that runs in the editor looks for the global object by making a function out of text, which the policy of the page forbids and
 * the browser's console tells. It is there under its name.
 */
const noFunctionOfText: Plugin = {
  name: 'no-function-of-text',
  transform: (code, id) =>
    /grapesjs/.test(id)
      ? { code: code.replaceAll(/(?:new )?Function\((["'])return this\1\)\(\)/g, 'globalThis'), map: null }
      : null,
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), noFunctionOfText],
  // Fonts and images stay files: a policy that lets no data: script run should see as few data: addresses as possible.
  build: { target: 'es2023', assetsInlineLimit: 0, reportCompressedSize: false, chunkSizeWarningLimit: 3_000 },
  server: { proxy: Object.fromEntries(['/api', '/v1', '/l', '/i', '/welcome'].map((path) => [path, SERVER])) },
});
