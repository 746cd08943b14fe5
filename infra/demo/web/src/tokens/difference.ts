import type { Claims } from './decode.ts'
import { listIn } from './list.ts'

/** What became of one claim. */
export type Change =
  | { kind: 'added'; name: string; now: unknown }
  | { kind: 'removed'; name: string; before: unknown }
  | { kind: 'changed'; name: string; before: unknown; now: unknown; items: Items | null }

/** What came to a list, and what went from it. */
export interface Items {
  added: unknown[]
  removed: unknown[]
}

/** What differs in every token. A refreshed ID token has no nonce any more; the emulator sets auth_time anew. */
const NOISE = new Set(['iat', 'exp', 'nbf', 'jti', 'event_id', 'at_hash', 'nonce', 'auth_time'])

/** What changed from one token's claims to another's, in the order of the names. */
export function difference(before: Claims, now: Claims): Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((name) => !NOISE.has(name))
  return names.sort().flatMap((name): Change[] => {
    const [had, has] = [Object.hasOwn(before, name), Object.hasOwn(now, name)]
    if (!had) return [{ kind: 'added', name, now: now[name] }]
    if (!has) return [{ kind: 'removed', name, before: before[name] }]
    if (canonical(before[name]) === canonical(now[name])) return []
    const items = itemsBetween(before[name], now[name])
    return [{ kind: 'changed', name, before: before[name], now: now[name], items }]
  })
}

/** Null where the two are not both lists, or have the same items in another order. */
function itemsBetween(before: unknown, now: unknown): Items | null {
  const [old, young] = [listIn(before), listIn(now)]
  if (!old || !young || old.encoding !== young.encoding) return null
  const lacks = (items: unknown[]) => {
    const known = new Set(items.map(canonical))
    return (item: unknown) => !known.has(canonical(item))
  }
  const items = {
    added: young.items.filter(lacks(old.items)),
    removed: old.items.filter(lacks(young.items)),
  }
  return items.added.length + items.removed.length > 0 ? items : null
}

/** The same text for the same value, in whatever order its keys are. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
