/** The items of a claim that is a list. */
export interface List {
  items: unknown[]
  /** The form in the token: V1_0 has only text, so a list is JSON text. */
  encoding: 'array' | 'json text'
}

/** Parses an array, or the JSON text of one. Returns null for other values, such as the text `[draft]`. */
export function parseList(value: unknown): List | null {
  if (Array.isArray(value)) return { items: value, encoding: 'array' }
  if (typeof value !== 'string' || !value.trimStart().startsWith('[')) return null
  try {
    // JSON that begins with a bracket is an array.
    return { items: JSON.parse(value), encoding: 'json text' }
  } catch {
    return null
  }
}

/** Returns the non-empty texts of a claim, which may be a list or one text. */
export function textItems(value: unknown): string[] {
  const items = parseList(value)?.items ?? [value]
  return items.filter((item): item is string => typeof item === 'string' && item !== '')
}
