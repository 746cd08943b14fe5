import type { ReactNode } from 'react'

/** A loading indicator, in a line or as the only content of the page. */
export function Loading({ page = false, children }: { page?: boolean; children: ReactNode }) {
  return (
    <div role="status" className={page ? 'loading page' : 'loading'}>
      <span className="spinner" aria-hidden="true" />
      {page ? <h1>{children}</h1> : <p>{children}</p>}
    </div>
  )
}
