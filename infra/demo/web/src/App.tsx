import { useEffect, useState } from 'react'
import { describeError } from './auth/problems.ts'
import type { Session } from './auth/session.ts'
import { signOut } from './auth/signOut.ts'
import { ConfigurationError } from './components/ConfigurationError.tsx'
import { Layout } from './components/Layout.tsx'
import { Loading } from './components/Loading.tsx'
import { SignedIn } from './components/SignedIn.tsx'
import { SignedOut } from './components/SignedOut.tsx'
import type { Config } from './config/config.ts'
import type { State } from './state.ts'

/** Renders the view for the state of the page. */
export function App({ started }: { started: Promise<State> }) {
  const [state, setState] = useState<State>({ status: 'loading' })
  useEffect(() => {
    started.then(setState)
  }, [started])

  const handleSignOut = async (config: Config, session: Session) => {
    setState({ status: 'signing out', config })
    try {
      await signOut(config, session)
    } catch (error) {
      setState({ status: 'signed out', config, problem: describeError(error), signOutResult: null })
    }
  }

  switch (state.status) {
    case 'loading':
      return (
        <Layout>
          <Loading page>Loading…</Loading>
        </Layout>
      )
    case 'misconfigured':
      return (
        <Layout>
          <ConfigurationError problems={state.problems} />
        </Layout>
      )
    case 'signing out':
      return (
        <Layout stack={state.config.stack}>
          <Loading page>Signing out…</Loading>
        </Layout>
      )
    case 'signed out':
      return (
        <Layout stack={state.config.stack}>
          <SignedOut config={state.config} problem={state.problem} signOutResult={state.signOutResult} />
        </Layout>
      )
    case 'signed in': {
      const { config, session } = state
      return (
        <Layout stack={config.stack} onSignOut={() => handleSignOut(config, session)}>
          <SignedIn
            config={config}
            session={session}
            onRefreshed={(session) => setState({ status: 'signed in', config, session })}
            onEnded={(problem) => setState({ status: 'signed out', config, problem, signOutResult: null })}
          />
        </Layout>
      )
    }
  }
}
