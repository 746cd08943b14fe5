import type { ReactNode } from 'react'

/** Says that something is waited for; of the whole page, or in a line. */
export function Busy({ page = false, children }: { page?: boolean; children: ReactNode }) {
  return (
    <p role="status" className={page ? 'busy whole' : 'busy'}>
      <span className="spinner" aria-hidden="true" />
      {children}
    </p>
  )
}
