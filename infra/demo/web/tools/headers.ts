import { readFileSync } from 'node:fs'
import type { Config } from '../src/config/config.ts'

/** The headers of the page for the configuration in a file, as the template gives them to the hosted one. */
export function headersFor(file: string | undefined): Record<string, string> {
  const headers: Record<string, string> = JSON.parse(
    readFileSync(new URL('../headers.json', import.meta.url), 'utf8'),
  )
  const connect = file === undefined ? [] : hostsIn(JSON.parse(readFileSync(file, 'utf8')))
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value.replace('{connect}', connect.map((host) => ` ${host}`).join('')),
    ]),
  )
}

/** Where the page may connect to: the token endpoints, the API, and what belongs to the identity pool. */
function hostsIn({ endpoints, apiUrl, identityPool }: Config): string[] {
  const addresses = [
    endpoints.token,
    endpoints.revoke,
    ...(apiUrl === null ? [] : [apiUrl]),
    ...(identityPool === null ? [] : [identityPool.endpoint, identityPool.bucketUrl]),
  ]
  return [...new Set(addresses.map((address) => new URL(address).origin))]
}
