import { relativeTime } from '../tokens/time.ts'
import { useNow } from './useNow.ts'

const FORMAT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

/** A time, absolute and relative. */
export function Timestamp({ time, clockSkew }: { time: Date; clockSkew: number }) {
  const now = useNow(clockSkew)
  return (
    <>
      <time dateTime={time.toISOString()}>{FORMAT.format(time)}</time>{' '}
      <span className="muted nowrap">{relativeTime(time, now)}</span>
    </>
  )
}
