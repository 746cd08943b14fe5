import { useEffect, useState } from 'react'
import type { Session } from './auth/session.ts'
import { signOut } from './auth/signOut.ts'
import { inWords } from './auth/words.ts'
import { Busy } from './components/Busy.tsx'
import { Frame } from './components/Frame.tsx'
import { Misconfigured } from './components/Misconfigured.tsx'
import { SignedIn } from './components/SignedIn.tsx'
import { SignedOut } from './components/SignedOut.tsx'
import type { Config } from './config/config.ts'
import type { State } from './state.ts'

/** The whole page: one state, and what shows it. */
export function App({ started }: { started: Promise<State> }) {
  const [state, setState] = useState<State>({ at: 'starting' })
  useEffect(() => {
    started.then(setState)
  }, [started])

  const leave = async (config: Config, session: Session) => {
    setState({ at: 'leaving', config })
    try {
      await signOut(config, session)
    } catch (error) {
      setState({ at: 'signed out', config, problem: inWords(error), farewell: null })
    }
  }

  switch (state.at) {
    case 'starting':
      return (
        <Frame>
          <Busy page>Opening…</Busy>
        </Frame>
      )
    case 'misconfigured':
      return (
        <Frame>
          <Misconfigured problems={state.problems} />
        </Frame>
      )
    case 'leaving':
      return (
        <Frame stack={state.config.stack}>
          <Busy page>Signing out…</Busy>
        </Frame>
      )
    case 'signed out':
      return (
        <Frame stack={state.config.stack}>
          <SignedOut config={state.config} problem={state.problem} farewell={state.farewell} />
        </Frame>
      )
    case 'signed in': {
      const { config, session } = state
      return (
        <Frame stack={config.stack} onSignOut={() => leave(config, session)}>
          <SignedIn
            config={config}
            session={session}
            onRefreshed={(session) => setState({ at: 'signed in', config, session })}
            onEnded={(problem) => setState({ at: 'signed out', config, problem, farewell: null })}
          />
        </Frame>
      )
    }
  }
}
