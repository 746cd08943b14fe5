// Fails if the page's scripts and styles are larger, compressed, than the page may weigh.

import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** All scripts and styles together: what a phone on a slow network gets in about a second. */
const BUDGET_BYTES = 120_000

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
const told = `scripts and styles: ${bytes.toLocaleString('en-US')} bytes compressed, of ${BUDGET_BYTES.toLocaleString('en-US')}`
if (bytes > BUDGET_BYTES) {
  console.error(`${told}: too much`)
  process.exit(1)
}
console.log(told)
