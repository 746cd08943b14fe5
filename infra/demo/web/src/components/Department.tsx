import { type FormEvent, useState } from 'react'
import type { Config, IdentityPool } from '../config/config.ts'
import { credentialsFor, IdentityRefused } from '../files/credentials.ts'
import { type Listing, list } from '../files/list.ts'
import type { Claims } from '../tokens/decode.ts'
import { Busy } from './Busy.tsx'
import { PatientButton } from './PatientButton.tsx'

interface Props {
  config: Config
  pool: IdentityPool
  idToken: string
  claims: Claims
}

type Asked =
  | { at: 'nothing' }
  | { at: 'waiting' }
  | { at: 'failed'; why: string }
  | { at: 'answered'; own: Listing | null; neighbour: Listing; name: string }

/** The bucket with a folder for each department, by the credentials that the ID token gives. */
export function Department({ config, pool, idToken, claims }: Props) {
  const department = typeof claims.department === 'string' ? claims.department : ''
  const [neighbour, setNeighbour] = useState(department === 'Legal' ? 'Sales' : 'Legal')
  const [asked, setAsked] = useState<Asked>({ at: 'nothing' })

  const ask = async (event: FormEvent) => {
    event.preventDefault()
    setAsked({ at: 'waiting' })
    try {
      const credentials = await credentialsFor(config, pool, idToken)
      const listed = (name: string) => list(config, pool, credentials, name)
      setAsked({
        at: 'answered',
        own: department === '' ? null : await listed(department),
        neighbour: await listed(neighbour),
        name: neighbour,
      })
    } catch (error) {
      setAsked({ at: 'failed', why: inWords(error) })
    }
  }

  return (
    <section aria-labelledby="department">
      <h2 id="department">The files of your department</h2>
      <p className="muted">
        The ID token is traded for credentials of AWS, which carry the claim <code>department</code> as a tag.
        With them this page asks Amazon S3 itself, for the bucket <code>{pool.bucket}</code>.
      </p>
      <form className="fields" onSubmit={ask}>
        <label>
          <span>Another department, to be refused</span>
          <input required value={neighbour} onChange={(event) => setNeighbour(event.target.value)} />
        </label>
        <PatientButton type="submit" busy={asked.at === 'waiting'}>
          List
        </PatientButton>
      </form>
      {asked.at === 'waiting' && <Busy>Getting credentials, and listing…</Busy>}
      {asked.at === 'failed' && (
        <p role="alert" className="note bad">
          {asked.why}
        </p>
      )}
      <div role="status" aria-label="What the bucket holds" className="tokens">
        {asked.at === 'answered' && (
          <>
            <Folder name={department} listing={asked.own} ours />
            <Folder name={asked.name} listing={asked.neighbour} ours={false} />
          </>
        )}
      </div>
    </section>
  )
}

function Folder({ name, listing, ours }: { name: string; listing: Listing | null; ours: boolean }) {
  return (
    <article className="card" data-folder={ours ? 'own' : 'neighbour'}>
      <h3>{listing === null ? 'Your department' : `${name}/`}</h3>
      {listing === null && <p>Your token names no department, so there is nothing that you may list.</p>}
      {listing !== null && 'refused' in listing && (
        <p className={ours ? 'note bad' : 'note good'}>
          <span className="strong">Refused ({listing.refused}).</span>{' '}
          {ours
            ? 'Your role may not list your own department: is the identity pool’s role that of the stack?'
            : 'As it has to be.'}
        </p>
      )}
      {listing !== null && 'keys' in listing && (
        <>
          {!ours && (
            <p className="note bad">
              It was listed, and should have been refused: look at the role’s policy.
            </p>
          )}
          {listing.keys.length === 0 && <p className="muted">There is nothing in it.</p>}
          <ul className="files">
            {listing.keys.map((key) => (
              <li key={key}>{key}</li>
            ))}
          </ul>
          {listing.more && <p className="muted">And more.</p>}
        </>
      )}
    </article>
  )
}

function inWords(error: unknown): string {
  if (error instanceof IdentityRefused) {
    return `The identity pool gives no credentials for this token: ${error.message}. Refresh, or sign in again.`
  }
  return 'The identity pool or Amazon S3 can not be reached: the network is gone, or the bucket does not allow this page (CORS).'
}
