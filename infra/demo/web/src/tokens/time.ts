/** Claims that hold seconds since 1970. */
const TIMES = new Set(['iat', 'exp', 'nbf', 'auth_time', 'updated_at'])

/** What a `Date` can hold, in seconds (ECMA-262, 21.4.1.1). */
const LATEST = 8.64e12

/** The moment that a claim stands for, if it stands for one. */
export function timeIn(name: string, value: unknown): Date | null {
  if (!TIMES.has(name) || typeof value !== 'number' || !Number.isFinite(value)) return null
  return Math.abs(value) <= LATEST ? new Date(value * 1000) : null
}

/** How far away a moment is, in words: `in 59 min 3 s`, `5 s ago`. */
export function distance(moment: Date, now: Date): string {
  const seconds = Math.round((moment.getTime() - now.getTime()) / 1000)
  if (seconds === 0) return 'now'
  return seconds > 0 ? `in ${duration(seconds)}` : `${duration(-seconds)} ago`
}

/** Seconds in their two largest units. */
export function duration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 86400), 'd'],
    [Math.floor((seconds % 86400) / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [Math.floor(seconds % 60), 's'],
  ] as const
  const first = parts.findIndex(([count]) => count > 0)
  if (first === -1) return '0 s'
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}
