import { readFileSync } from 'node:fs'
import type { Config } from '../src/config/config.ts'

/** Returns the headers of the page for a configuration file; the template sets the same for the hosted page. */
export function headersFor(file: string | undefined): Record<string, string> {
  const headers: Record<string, string> = JSON.parse(
    readFileSync(new URL('../headers.json', import.meta.url), 'utf8'),
  )
  const connect = file === undefined ? [] : originsIn(JSON.parse(readFileSync(file, 'utf8')))
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value.replace('{connect}', connect.map((host) => ` ${host}`).join('')),
    ]),
  )
}

/** The origins for `connect-src`: Cognito, the API, the identity pool and the bucket. */
function originsIn({ endpoints, apiUrl, identityPool }: Config): string[] {
  const addresses = [
    endpoints.token,
    endpoints.revoke,
    ...(apiUrl === null ? [] : [apiUrl]),
    ...(identityPool === null ? [] : [identityPool.endpoint, identityPool.bucketUrl]),
  ]
  return [...new Set(addresses.map((address) => new URL(address).origin))]
}
