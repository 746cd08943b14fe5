import { formatDuration } from '../tokens/time.ts'
import { TOLERATED_SKEW_S } from './useNow.ts'

/** A warning that the device's clock is wrong. */
export function ClockWarning({ clockSkew }: { clockSkew: number }) {
  if (Math.abs(clockSkew) <= TOLERATED_SKEW_S) return null
  return (
    <p role="status" className="note warn">
      Your device’s clock is {formatDuration(Math.abs(clockSkew))} {clockSkew > 0 ? 'behind' : 'ahead of'}{' '}
      Cognito’s clock. Remaining times use Cognito’s clock.
    </p>
  )
}
