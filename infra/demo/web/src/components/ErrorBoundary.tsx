import { Component, type ReactNode } from 'react'

interface Props {
  children: ReactNode
}

/** Shown if a component throws while it renders. */
export class ErrorBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    const reset = () => {
      sessionStorage.clear()
      location.reload()
    }
    return (
      <main className="inner">
        <h1>Something went wrong</h1>
        <p>The data of this page in your tab may be damaged. Reset the page and sign in again.</p>
        <button type="button" onClick={reset}>
          Reset the page
        </button>
      </main>
    )
  }
}
