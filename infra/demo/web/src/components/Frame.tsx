import type { ReactNode } from 'react'

interface Props {
  /** The stack's name, once it is known. */
  stack?: string
  /** Only where somebody is signed in. */
  onSignOut?: () => void
  children: ReactNode
}

/** What surrounds every state of the page. */
export function Frame({ stack, onSignOut, children }: Props) {
  return (
    <>
      <a className="skip" href="#main">
        To the content
      </a>
      <header className="top">
        <div className="inner">
          <p className="brand">
            Claims <span className="muted">{stack === undefined ? '' : `of the stack ${stack}`}</span>
          </p>
          {onSignOut && (
            <button type="button" className="quiet" onClick={onSignOut}>
              Sign out
            </button>
          )}
        </div>
      </header>
      <main id="main" className="inner">
        {children}
      </main>
      <footer className="inner muted">
        <p>
          The page decodes tokens and checks no signature: that is for the services that get them. Tokens stay
          in this tab.
        </p>
      </footer>
    </>
  )
}
