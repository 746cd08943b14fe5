import type { ReactNode } from 'react'

interface Props {
  /** The name of the stack, if the configuration is loaded. */
  stack?: string
  /** Shows a sign-out button. */
  onSignOut?: () => void
  children: ReactNode
}

/** Header, content and footer of the page. */
export function Layout({ stack, onSignOut, children }: Props) {
  return (
    <>
      <a className="skip" href="#main">
        Skip to main content
      </a>
      <header className="top">
        <div className="inner">
          <p className="brand">
            Token claims <span className="muted">{stack === undefined ? '' : `Stack: ${stack}`}</span>
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
          This page decodes tokens but does not verify their signatures. Services that receive tokens must
          verify them. Your tokens are stored in this browser tab only.
        </p>
      </footer>
    </>
  )
}
