import type { Session } from '../auth/session.ts'
import { decode } from '../tokens/decode.ts'
import { parseTime, relativeTime } from '../tokens/time.ts'
import { useNow } from './useNow.ts'

/** The remaining time of the access token. */
export function TokenExpiry({ session }: { session: Session }) {
  const now = useNow(session.clockSkew)
  const decoded = decode(session.accessToken)
  const end = 'claims' in decoded ? parseTime('exp', decoded.claims.exp) : null
  if (end === null) return <p className="muted">The access token has no expiry time.</p>
  if (end > now) return <p className="muted">Your tokens expire {relativeTime(end, now)}.</p>
  return (
    <p role="status" className="strong warned">
      Your tokens expired {relativeTime(end, now)}. Refresh them.
    </p>
  )
}
