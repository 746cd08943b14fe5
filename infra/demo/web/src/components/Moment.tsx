import { distance } from '../tokens/time.ts'
import { useNow } from './useNow.ts'

const FORMAT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

/** A time, and how far away it is. */
export function Moment({ moment, clockLag }: { moment: Date; clockLag: number }) {
  const now = useNow(clockLag)
  return (
    <>
      <time dateTime={moment.toISOString()}>{FORMAT.format(moment)}</time>{' '}
      <span className="muted nowrap">{distance(moment, now)}</span>
    </>
  )
}
