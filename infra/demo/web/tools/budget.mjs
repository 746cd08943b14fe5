// Fails if the compressed scripts and styles of the page exceed the size limit.

import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** What a phone downloads in about a second on a slow network. */
const MAX_BYTES = 120_000

const page = new URL('../../../../target/web/page/', import.meta.url).pathname
const files = readdirSync(page, { recursive: true, encoding: 'utf8' }).filter((file) =>
  ['.js', '.css'].includes(extname(file)),
)
if (!files.some((file) => file.endsWith('.js'))) {
  console.error(`no scripts in ${page}: run npm run build`)
  process.exit(1)
}
const bytes = files.reduce(
  (sum, file) => sum + gzipSync(readFileSync(join(page, file)), { level: 9 }).length,
  0,
)
const size = `scripts and styles: ${bytes.toLocaleString('en-US')} bytes compressed, of ${MAX_BYTES.toLocaleString('en-US')}`
if (bytes > MAX_BYTES) {
  console.error(`${size}: too large`)
  process.exit(1)
}
console.log(size)
