import { type ReactNode, useEffect, useRef } from 'react'

/** The heading of a view. It takes the focus when the view appears, so that screen readers announce it. */
export function PageTitle({ children }: { children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  )
}
