import { type FormEvent, useState } from 'react'
import type { Config, IdentityPool } from '../config/config.ts'
import { getCredentials, IdentityPoolError } from '../files/credentials.ts'
import { type Listing, listFolder } from '../files/listFolder.ts'
import type { Claims } from '../tokens/decode.ts'
import { Loading } from './Loading.tsx'
import { LoadingButton } from './LoadingButton.tsx'

interface Props {
  config: Config
  pool: IdentityPool
  idToken: string
  claims: Claims
}

type Result =
  | { status: 'idle' }
  | { status: 'loading' }
  | { status: 'failed'; message: string }
  | { status: 'done'; own: Listing | null; other: Listing; name: string }

/** Lists the user's department folder and another one, with credentials from the identity pool. */
export function DepartmentFiles({ config, pool, idToken, claims }: Props) {
  const department = typeof claims.department === 'string' ? claims.department : ''
  const [other, setOther] = useState(department === 'Legal' ? 'Sales' : 'Legal')
  const [result, setResult] = useState<Result>({ status: 'idle' })

  const listFiles = async (event: FormEvent) => {
    event.preventDefault()
    setResult({ status: 'loading' })
    try {
      const credentials = await getCredentials(config, pool, idToken)
      const list = (name: string) => listFolder(config, pool, credentials, name)
      setResult({
        status: 'done',
        own: department === '' ? null : await list(department),
        other: await list(other),
        name: other,
      })
    } catch (error) {
      setResult({ status: 'failed', message: describeFailure(error) })
    }
  }

  return (
    <section aria-labelledby="department">
      <h2 id="department">Files of your department</h2>
      <p className="muted">
        This page exchanges your ID token for temporary AWS credentials. The claim <code>department</code>{' '}
        becomes their tag, which decides which folder of the Amazon S3 bucket <code>{pool.bucket}</code> you
        can read.
      </p>
      <form className="fields" onSubmit={listFiles}>
        <label>
          <span>Another department (access is denied)</span>
          <input required value={other} onChange={(event) => setOther(event.target.value)} />
        </label>
        <LoadingButton type="submit" loading={result.status === 'loading'}>
          List files
        </LoadingButton>
      </form>
      {result.status === 'loading' && <Loading>Getting credentials and listing files…</Loading>}
      {result.status === 'failed' && (
        <p role="alert" className="note bad">
          {result.message}
        </p>
      )}
      <div role="status" aria-label="Files in the bucket" className="tokens">
        {result.status === 'done' && (
          <>
            <Folder name={department} listing={result.own} own />
            <Folder name={result.name} listing={result.other} own={false} />
          </>
        )}
      </div>
    </section>
  )
}

function Folder({ name, listing, own }: { name: string; listing: Listing | null; own: boolean }) {
  return (
    <article className="card" data-folder={own ? 'own' : 'other'}>
      <h3>{listing === null ? 'Your department' : `${name}/`}</h3>
      {listing === null && <p>Your ID token has no department, so you cannot list any files.</p>}
      {listing !== null && 'errorCode' in listing && (
        <p className={own ? 'note bad' : 'note good'}>
          <span className="strong">Access denied ({listing.errorCode}).</span>{' '}
          {own
            ? 'You should be able to list your own department. Check that the identity pool uses the role of the stack.'
            : 'This is expected.'}
        </p>
      )}
      {listing !== null && 'keys' in listing && (
        <>
          {!own && (
            <p className="note bad">
              You should not be able to list this folder. Check the policy of the role.
            </p>
          )}
          {listing.keys.length === 0 && <p className="muted">This folder is empty.</p>}
          <ul className="files">
            {listing.keys.map((key) => (
              <li key={key}>{key}</li>
            ))}
          </ul>
          {listing.more && <p className="muted">More files are not shown.</p>}
        </>
      )}
    </article>
  )
}

function describeFailure(error: unknown): string {
  if (error instanceof IdentityPoolError) {
    return `The identity pool did not issue credentials: ${error.message}. Refresh your tokens or sign in again.`
  }
  return 'Cannot reach the identity pool or Amazon S3. Check your network connection. If it works, the bucket may not allow requests from this page (CORS).'
}
