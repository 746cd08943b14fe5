import type { ReactNode } from 'react'

/** Long text in an area that scrolls. */
export function ScrollArea({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: an area that scrolls must be reachable by keyboard
    <section className="scrolling" tabIndex={0} aria-label={label}>
      <code>{children}</code>
    </section>
  )
}
