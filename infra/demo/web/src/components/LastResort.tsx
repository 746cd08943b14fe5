import { Component, type ReactNode } from 'react'

interface Props {
  children: ReactNode
}

/** What is shown where the page itself is at fault. */
export class LastResort extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    const again = () => {
      sessionStorage.clear()
      location.reload()
    }
    return (
      <main className="inner">
        <h1>The page failed</h1>
        <p>What it keeps in this tab may be damaged. Begin again: you will have to sign in.</p>
        <button type="button" onClick={again}>
          Begin again
        </button>
      </main>
    )
  }
}
