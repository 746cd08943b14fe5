/** A claim that holds several values. */
export interface List {
  items: unknown[]
  /** How the token holds it: V1_0 knows text alone, and has lists as JSON in it. */
  encoding: 'array' | 'json text'
}

/** The list that a claim is, or that its text holds. `[draft]` is no JSON, and stays text. */
export function listIn(value: unknown): List | null {
  if (Array.isArray(value)) return { items: value, encoding: 'array' }
  if (typeof value !== 'string' || !value.trimStart().startsWith('[')) return null
  try {
    // What begins so is a list, or no JSON.
    return { items: JSON.parse(value), encoding: 'json text' }
  } catch {
    return null
  }
}

/** The texts of a claim, whatever way it holds them; for what the page asks with. */
export function textsIn(value: unknown): string[] {
  const items = listIn(value)?.items ?? [value]
  return items.filter((item): item is string => typeof item === 'string' && item !== '')
}
