import { useState } from 'react'
import { SessionEnded } from '../auth/faults.ts'
import { refreshed } from '../auth/refresh.ts'
import type { Session } from '../auth/session.ts'
import { inWords, type Problem } from '../auth/words.ts'
import type { Config } from '../config/config.ts'
import { decode } from '../tokens/decode.ts'
import { Alert } from './Alert.tsx'
import { Changes, type Comparison, comparison } from './Changes.tsx'
import { ClockNote } from './ClockNote.tsx'
import { Department } from './Department.tsx'
import { PatientButton } from './PatientButton.tsx'
import { Person } from './Person.tsx'
import { Projects } from './Projects.tsx'
import { Title } from './Title.tsx'
import { TokenCard } from './TokenCard.tsx'
import { Validity } from './Validity.tsx'

interface Props {
  config: Config
  session: Session
  onRefreshed: (session: Session) => void
  /** The session is over, and why. */
  onEnded: (problem: Problem) => void
}

/** All that there is to see for somebody who is signed in. */
export function SignedIn({ config, session, onRefreshed, onEnded }: Props) {
  const [refreshing, setRefreshing] = useState(false)
  const [changes, setChanges] = useState<Comparison | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const id = claimsIn(session.idToken)
  const access = claimsIn(session.accessToken)

  const refresh = async () => {
    setRefreshing(true)
    setProblem(null)
    try {
      const young = await refreshed(config, session)
      setChanges(comparison(session, young))
      onRefreshed(young)
    } catch (error) {
      if (error instanceof SessionEnded) return onEnded(inWords(error))
      setProblem(inWords(error))
    }
    setRefreshing(false)
  }

  return (
    <>
      <Title>Signed in as {String(id['cognito:username'] ?? access.username ?? id.sub ?? 'somebody')}</Title>
      <Person id={id} access={access} config={config} />

      <section aria-labelledby="tokens">
        <div className="headline">
          <h2 id="tokens">Your tokens</h2>
          <Validity session={session} />
          <PatientButton busy={refreshing} onClick={refresh}>
            {refreshing ? 'Refreshing…' : 'Refresh'}
          </PatientButton>
        </div>
        {problem && <Alert problem={problem} />}
        <ClockNote clockLag={session.clockLag} />
        <Changes comparison={changes} />
        <div className="tokens">
          <TokenCard kind="id" token={session.idToken} config={config} clockLag={session.clockLag} />
          <TokenCard kind="access" token={session.accessToken} config={config} clockLag={session.clockLag} />
        </div>
      </section>

      {config.apiUrl !== null && <Projects apiUrl={config.apiUrl} config={config} session={session} />}
      {config.identityPool !== null && (
        <Department pool={config.identityPool} config={config} idToken={session.idToken} claims={id} />
      )}
    </>
  )
}

function claimsIn(token: string) {
  const decoded = decode(token)
  return 'claims' in decoded ? decoded.claims : {}
}
