import type { ReactNode } from 'react'

/** Text that may be long: it scrolls, and so has to be reachable by keyboard. */
export function Scrolling({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to be reachable by keyboard
    <section className="scrolling" tabIndex={0} aria-label={label}>
      <code>{children}</code>
    </section>
  )
}
