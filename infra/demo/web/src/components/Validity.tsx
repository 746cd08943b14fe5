import type { Session } from '../auth/session.ts'
import { decode } from '../tokens/decode.ts'
import { distance, timeIn } from '../tokens/time.ts'
import { useNow } from './useNow.ts'

/** How long the access token is still good for. */
export function Validity({ session }: { session: Session }) {
  const now = useNow(session.clockLag)
  const decoded = decode(session.accessToken)
  const end = 'claims' in decoded ? timeIn('exp', decoded.claims.exp) : null
  if (end === null) return <p className="muted">They do not say when they expire.</p>
  if (end > now) return <p className="muted">They expire {distance(end, now)}.</p>
  return (
    <p role="status" className="strong warned">
      They expired {distance(end, now)}. Refresh them.
    </p>
  )
}
