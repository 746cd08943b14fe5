import { AwsClient } from 'aws4fetch'
import type { Config, IdentityPool } from '../config/config.ts'
import type { Credentials } from './credentials.ts'

/** The object keys of a folder, or the error code of S3. */
export type Listing = { keys: string[]; more: boolean } | { errorCode: string }

/** Longest list that the page shows. */
const MAX_KEYS = 100

/** Lists the objects below the prefix of a department. */
export async function listFolder(
  { region }: Config,
  { bucketUrl }: IdentityPool,
  credentials: Credentials,
  department: string,
): Promise<Listing> {
  const aws = new AwsClient({ ...credentials, region, service: 's3', retries: 0 })
  const address = new URL(bucketUrl)
  address.search = new URLSearchParams({
    'list-type': '2',
    'max-keys': String(MAX_KEYS),
    prefix: `${department}/`,
  }).toString()
  // S3 requires %20 for a space in the signed query.
  const response = await aws.fetch(address.href.replaceAll('+', '%20'), { cache: 'no-store' })
  const answer = new DOMParser().parseFromString(await response.text(), 'application/xml')
  if (!response.ok) return { errorCode: textOf(answer, 'Code') ?? `HTTP ${response.status}` }
  return {
    keys: [...answer.querySelectorAll('Contents > Key')].map((key) => key.textContent ?? ''),
    more: textOf(answer, 'IsTruncated') === 'true',
  }
}

function textOf(answer: Document, name: string): string | null {
  return answer.querySelector(name)?.textContent ?? null
}
