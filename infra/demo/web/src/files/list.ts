import { AwsClient } from 'aws4fetch'
import type { Config, IdentityPool } from '../config/config.ts'
import type { Credentials } from './credentials.ts'

/** What S3 answered: the names of the objects below a prefix, or its no. */
export type Listing = { keys: string[]; more: boolean } | { refused: string }

/** As many as the page shows. */
const MOST = 100

/** Lists what lies below the name of a department. */
export async function list(
  { region }: Config,
  { bucketUrl }: IdentityPool,
  credentials: Credentials,
  department: string,
): Promise<Listing> {
  const aws = new AwsClient({ ...credentials, region, service: 's3', retries: 0 })
  const address = new URL(bucketUrl)
  address.search = new URLSearchParams({
    'list-type': '2',
    'max-keys': String(MOST),
    prefix: `${department}/`,
  }).toString()
  // The plus of forms is no blank everywhere.
  const response = await aws.fetch(address.href.replaceAll('+', '%20'), { cache: 'no-store' })
  const answer = new DOMParser().parseFromString(await response.text(), 'application/xml')
  if (!response.ok) return { refused: textOf(answer, 'Code') ?? `HTTP ${response.status}` }
  return {
    keys: [...answer.querySelectorAll('Contents > Key')].map((key) => key.textContent ?? ''),
    more: textOf(answer, 'IsTruncated') === 'true',
  }
}

function textOf(answer: Document, name: string): string | null {
  return answer.querySelector(name)?.textContent ?? null
}
