import { type ReactNode, useEffect, useRef } from 'react'

/** The page's heading. It takes the focus when what it stands over comes up, so that it is read out. */
export function Title({ children }: { children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  )
}
