import { useEffect, useState } from 'react'

/** Clocks of devices are off by this many seconds and nobody minds. */
export const CLOCK_LAG_TOLERATED = 60

/** The time by Cognito's clock, each second anew. */
export function useNow(clockLag: number): Date {
  const lag = Math.abs(clockLag) > CLOCK_LAG_TOLERATED ? clockLag : 0
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return new Date(now + lag * 1000)
}
