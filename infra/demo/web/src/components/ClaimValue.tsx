import { listIn } from '../tokens/list.ts'
import { timeIn } from '../tokens/time.ts'
import { Chips } from './Chips.tsx'
import { Moment } from './Moment.tsx'

/** A claim's value by its kind: nothing, a time, a list, an object, or plain. */
export function ClaimValue({ name, value, clockLag }: { name: string; value: unknown; clockLag: number }) {
  if (value === undefined) return <span className="muted">not in this token</span>
  if (value === null) return <span className="muted">null</span>
  const moment = timeIn(name, value)
  if (moment) return <Moment moment={moment} clockLag={clockLag} />
  const list = listIn(value)
  if (list) {
    return (
      <>
        {list.items.length > 0 ? <Chips items={list.items} /> : <span className="muted">an empty list</span>}
        {list.encoding === 'json text' && <p className="muted small">held as text, in JSON</p>}
      </>
    )
  }
  if (name === 'scope' && typeof value === 'string') return <Chips items={value.split(' ').filter(Boolean)} />
  if (typeof value === 'object') return <pre>{JSON.stringify(value, null, 2)}</pre>
  if (value === '') return <span className="muted">empty text</span>
  return <>{String(value)}</>
}
