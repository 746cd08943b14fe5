import { parseList } from '../tokens/list.ts'
import { parseTime } from '../tokens/time.ts'
import { Chips } from './Chips.tsx'
import { Timestamp } from './Timestamp.tsx'

/** The value of a claim, formatted by its type. */
export function ClaimValue({ name, value, clockSkew }: { name: string; value: unknown; clockSkew: number }) {
  if (value === undefined) return <span className="muted">not in this token</span>
  if (value === null) return <span className="muted">null</span>
  const time = parseTime(name, value)
  if (time) return <Timestamp time={time} clockSkew={clockSkew} />
  const list = parseList(value)
  if (list) {
    return (
      <>
        {list.items.length > 0 ? <Chips items={list.items} /> : <span className="muted">empty list</span>}
        {list.encoding === 'json text' && <p className="muted small">sent as JSON text</p>}
      </>
    )
  }
  if (name === 'scope' && typeof value === 'string') return <Chips items={value.split(' ').filter(Boolean)} />
  if (typeof value === 'object') return <pre>{JSON.stringify(value, null, 2)}</pre>
  if (value === '') return <span className="muted">empty string</span>
  return <>{String(value)}</>
}
