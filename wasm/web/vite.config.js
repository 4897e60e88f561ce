import { defineConfig } from 'vite';

export default defineConfig({
  // Served from any folder, and nothing is inlined: fonts, data and the module are files.
  base: './',
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: 'es2022' },
  server: { host: '127.0.0.1', fs: { allow: ['../..'] } },
});
