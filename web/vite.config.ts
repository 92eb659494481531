import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `npm run dev -w web` shows changes as they are typed, beside a server on its usual port. */
const SERVER = 'http://127.0.0.1:4000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // Fonts and images stay files: a policy that lets no data: script run should see as few data: addresses as possible.
  build: { target: 'es2023', assetsInlineLimit: 0, reportCompressedSize: false, chunkSizeWarningLimit: 2_000 },
  server: { proxy: Object.fromEntries(['/api', '/v1', '/l', '/i', '/welcome'].map((path) => [path, SERVER])) },
});
