import { useEffect, useState } from 'react'

/** Differences up to this many seconds are ignored. */
export const TOLERATED_SKEW_S = 60

/** Returns the time of Cognito's clock, updated every second. */
export function useNow(clockSkew: number): Date {
  const skew = Math.abs(clockSkew) > TOLERATED_SKEW_S ? clockSkew : 0
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return new Date(now + skew * 1000)
}
