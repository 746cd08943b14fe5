import { readFileSync } from 'node:fs'
import react from '@vitejs/plugin-react'
import type { Connect } from 'vite'
import { defineConfig } from 'vitest/config'
import { headersFor } from './tools/headers.ts'

/** The configuration file to serve, written by `configure`. */
const CONFIG_FILE = process.env.WEB_CONFIG

/** Serves `/config.json`, which is not part of the build. */
const config: Connect.NextHandleFunction = (_, response) => {
  if (CONFIG_FILE === undefined) {
    response.statusCode = 404
    response.end()
    return
  }
  response.setHeader('Content-Type', 'application/json')
  response.setHeader('Cache-Control', 'no-store')
  response.end(readFileSync(CONFIG_FILE))
}

const serveConfig = {
  name: 'serve-config',
  configureServer: (server: { middlewares: Connect.Server }) => {
    server.middlewares.use('/config.json', config)
  },
  configurePreviewServer: (server: { middlewares: Connect.Server }) => {
    server.middlewares.use('/config.json', config)
  },
}

export default defineConfig({
  appType: 'mpa', // unknown paths are a 404
  plugins: [react(), serveConfig],
  build: {
    outDir: '../../../target/web/page',
    emptyOutDir: true,
    assetsInlineLimit: 0, // the policy allows no data: addresses
    modulePreload: { polyfill: false },
  },
  server: { port: 8081, strictPort: true },
  preview: {
    port: 8081,
    strictPort: true,
    headers: { 'Cache-Control': 'no-store', ...headersFor(CONFIG_FILE) },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'tools/**/*.test.ts'],
    restoreMocks: true,
  },
})
