import type { ReactNode } from 'react'

/** Says that something is waited for; in a line, or as all that there is on the page. */
export function Busy({ page = false, children }: { page?: boolean; children: ReactNode }) {
  return (
    <div role="status" className={page ? 'busy whole' : 'busy'}>
      <span className="spinner" aria-hidden="true" />
      {page ? <h1>{children}</h1> : <p>{children}</p>}
    </div>
  )
}
