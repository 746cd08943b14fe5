/** Claims that hold a time, in seconds since 1970. */
const TIMES = new Set(['iat', 'exp', 'nbf', 'auth_time', 'updated_at'])

/** The largest time of a `Date`, in seconds (ECMA-262, 21.4.1.1). */
const LATEST = 8.64e12

/** Returns the time of a claim, or null if it does not hold a time. */
export function parseTime(name: string, value: unknown): Date | null {
  if (!TIMES.has(name) || typeof value !== 'number' || !Number.isFinite(value)) return null
  return Math.abs(value) <= LATEST ? new Date(value * 1000) : null
}

/** Formats a time relative to `now`: `in 59 min 3 s`, `5 s ago`. */
export function relativeTime(moment: Date, now: Date): string {
  const seconds = Math.round((moment.getTime() - now.getTime()) / 1000)
  if (seconds === 0) return 'now'
  return seconds > 0 ? `in ${formatDuration(seconds)}` : `${formatDuration(-seconds)} ago`
}

/** Formats seconds in their two largest units. */
export function formatDuration(seconds: number): string {
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
