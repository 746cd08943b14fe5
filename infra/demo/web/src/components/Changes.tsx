import type { Session } from '../auth/session.ts'
import type { TokenKind } from '../tokens/classify.ts'
import { decode } from '../tokens/decode.ts'
import { type Change, difference } from '../tokens/difference.ts'
import { listIn } from '../tokens/list.ts'

/** What a refresh changed, token by token. */
export interface Comparison {
  at: Date
  id: Change[]
  access: Change[]
}

/** Compares two sessions. */
export function comparison(before: Session, now: Session): Comparison {
  return {
    at: new Date(),
    id: between(before.idToken, now.idToken),
    access: between(before.accessToken, now.accessToken),
  }
}

function between(before: string, now: string): Change[] {
  const [old, young] = [decode(before), decode(now)]
  return 'claims' in old && 'claims' in young ? difference(old.claims, young.claims) : []
}

const NAMES = { id: 'ID token', access: 'Access token' }
const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })

/** What the last refresh changed; the region is always there, so that what comes into it is read out. */
export function Changes({ comparison }: { comparison: Comparison | null }) {
  return (
    <div role="status" aria-label="What the refresh changed" className="changes">
      {comparison && (
        <div className="note">
          <p className="strong">
            {comparison.id.length + comparison.access.length === 0
              ? `Refreshed at ${TIME.format(comparison.at)}: the claims are the same.`
              : `Refreshed at ${TIME.format(comparison.at)}: the claims changed.`}
          </p>
          <OfToken kind="id" changes={comparison.id} />
          <OfToken kind="access" changes={comparison.access} />
        </div>
      )}
    </div>
  )
}

function OfToken({ kind, changes }: { kind: TokenKind; changes: Change[] }) {
  if (changes.length === 0) return null
  return (
    <>
      <p className="muted">{NAMES[kind]}</p>
      <ul className="diff" data-changes={kind}>
        {changes.map((change) => (
          <li key={change.name} data-change={change.kind}>
            <code>{change.name}</code> {inWords(change)}
          </li>
        ))}
      </ul>
    </>
  )
}

function inWords(change: Change) {
  switch (change.kind) {
    case 'added':
      return (
        <>
          added: <ins>{shown(change.now)}</ins>
        </>
      )
    case 'removed':
      return (
        <>
          removed: <del>{shown(change.before)}</del>
        </>
      )
    case 'changed':
      if (change.items === null) {
        return (
          <>
            changed: <del>{shown(change.before)}</del> became <ins>{shown(change.now)}</ins>
          </>
        )
      }
      return (
        <>
          changed:
          {change.items.added.length > 0 && (
            <>
              {' added '}
              <ins>{change.items.added.map(shown).join(', ')}</ins>
            </>
          )}
          {change.items.added.length > 0 && change.items.removed.length > 0 && ','}
          {change.items.removed.length > 0 && (
            <>
              {' removed '}
              <del>{change.items.removed.map(shown).join(', ')}</del>
            </>
          )}
        </>
      )
  }
}

function shown(value: unknown): string {
  const list = listIn(value)
  if (list) return list.items.map(shown).join(', ') || 'an empty list'
  return typeof value === 'string' ? value || 'empty text' : JSON.stringify(value)
}
