import type { Claims } from './decode.ts'
import { parseList } from './list.ts'

/** A change of one claim. */
export type Change =
  | { kind: 'added'; name: string; now: unknown }
  | { kind: 'removed'; name: string; before: unknown }
  | { kind: 'changed'; name: string; before: unknown; now: unknown; items: Items | null }

/** Items that a list gained and lost. */
export interface Items {
  added: unknown[]
  removed: unknown[]
}

/** Claims that differ in every token. A refreshed ID token has no nonce; the emulator changes auth_time. */
const IGNORED = new Set(['iat', 'exp', 'nbf', 'jti', 'event_id', 'at_hash', 'nonce', 'auth_time'])

/** Returns the changes between the claims of two tokens, sorted by name. */
export function diffClaims(before: Claims, now: Claims): Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    (name) => !IGNORED.has(name),
  )
  return names.sort().flatMap((name): Change[] => {
    const [had, has] = [Object.hasOwn(before, name), Object.hasOwn(now, name)]
    if (!had) return [{ kind: 'added', name, now: now[name] }]
    if (!has) return [{ kind: 'removed', name, before: before[name] }]
    if (canonical(before[name]) === canonical(now[name])) return []
    const items = itemsBetween(before[name], now[name])
    return [{ kind: 'changed', name, before: before[name], now: now[name], items }]
  })
}

/** Returns null if not both values are lists, or only the order differs. */
function itemsBetween(before: unknown, now: unknown): Items | null {
  const [oldList, newList] = [parseList(before), parseList(now)]
  if (!oldList || !newList || oldList.encoding !== newList.encoding) return null
  const lacks = (items: unknown[]) => {
    const known = new Set(items.map(canonical))
    return (item: unknown) => !known.has(canonical(item))
  }
  const items = {
    added: newList.items.filter(lacks(oldList.items)),
    removed: oldList.items.filter(lacks(newList.items)),
  }
  return items.added.length + items.removed.length > 0 ? items : null
}

/** Returns JSON text with sorted keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
