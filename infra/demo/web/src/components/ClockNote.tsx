import { duration } from '../tokens/time.ts'
import { CLOCK_LAG_TOLERATED } from './useNow.ts'

/** Says that this device's clock is off; times are shown by Cognito's. */
export function ClockNote({ clockLag }: { clockLag: number }) {
  if (Math.abs(clockLag) <= CLOCK_LAG_TOLERATED) return null
  return (
    <p role="status" className="note warn">
      The clock of this device is {duration(Math.abs(clockLag))} {clockLag > 0 ? 'behind' : 'ahead of'}{' '}
      Cognito’s. What remains of a token is counted by Cognito’s clock.
    </p>
  )
}
