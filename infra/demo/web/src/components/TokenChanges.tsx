import type { Session } from '../auth/session.ts'
import type { TokenKind } from '../tokens/classify.ts'
import { decode } from '../tokens/decode.ts'
import { type Change, diffClaims } from '../tokens/diff.ts'
import { parseList } from '../tokens/list.ts'

/** The claims that a refresh changed in each token. */
export interface Comparison {
  time: Date
  id: Change[]
  access: Change[]
}

/** Compares the tokens of a session before and after a refresh. */
export function compareSessions(before: Session, now: Session): Comparison {
  return {
    time: new Date(),
    id: compareTokens(before.idToken, now.idToken),
    access: compareTokens(before.accessToken, now.accessToken),
  }
}

function compareTokens(before: string, now: string): Change[] {
  const [oldToken, newToken] = [decode(before), decode(now)]
  return 'claims' in oldToken && 'claims' in newToken ? diffClaims(oldToken.claims, newToken.claims) : []
}

const NAMES = { id: 'ID token', access: 'Access token' }
const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })

/** The changes of the last refresh. The status region always exists, so that screen readers announce changes. */
export function TokenChanges({ comparison }: { comparison: Comparison | null }) {
  return (
    <div role="status" aria-label="Changes after refresh" className="changes">
      {comparison && (
        <div className="note">
          <p className="strong">
            {comparison.id.length + comparison.access.length === 0
              ? `Refreshed at ${TIME.format(comparison.time)}. No claims changed.`
              : `Refreshed at ${TIME.format(comparison.time)}. Some claims changed.`}
          </p>
          <ChangesOfToken kind="id" changes={comparison.id} />
          <ChangesOfToken kind="access" changes={comparison.access} />
        </div>
      )}
    </div>
  )
}

function ChangesOfToken({ kind, changes }: { kind: TokenKind; changes: Change[] }) {
  if (changes.length === 0) return null
  return (
    <>
      <p className="muted">{NAMES[kind]}</p>
      <ul className="diff" data-changes={kind}>
        {changes.map((change) => (
          <li key={change.name} data-change={change.kind}>
            <code>{change.name}</code>: {describeChange(change)}
          </li>
        ))}
      </ul>
    </>
  )
}

function describeChange(change: Change) {
  switch (change.kind) {
    case 'added':
      return (
        <>
          added with the value <ins>{format(change.now)}</ins>
        </>
      )
    case 'removed':
      return (
        <>
          removed, was <del>{format(change.before)}</del>
        </>
      )
    case 'changed':
      if (change.items === null) {
        return (
          <>
            changed from <del>{format(change.before)}</del> to <ins>{format(change.now)}</ins>
          </>
        )
      }
      return (
        <>
          {change.items.added.length > 0 && (
            <>
              {'added '}
              <ins>{change.items.added.map(format).join(', ')}</ins>
            </>
          )}
          {change.items.added.length > 0 && change.items.removed.length > 0 && ', '}
          {change.items.removed.length > 0 && (
            <>
              {'removed '}
              <del>{change.items.removed.map(format).join(', ')}</del>
            </>
          )}
        </>
      )
  }
}

function format(value: unknown): string {
  const list = parseList(value)
  if (list) return list.items.map(format).join(', ') || 'empty list'
  return typeof value === 'string' ? value || 'empty string' : JSON.stringify(value)
}
