import { useState } from 'react'
import { SessionEndedError } from '../auth/errors.ts'
import { describeError, type Problem } from '../auth/problems.ts'
import { refreshSession } from '../auth/refresh.ts'
import type { Session } from '../auth/session.ts'
import type { Config } from '../config/config.ts'
import { decode } from '../tokens/decode.ts'
import { Alert } from './Alert.tsx'
import { ApiComparison } from './ApiComparison.tsx'
import { ClockWarning } from './ClockWarning.tsx'
import { DepartmentFiles } from './DepartmentFiles.tsx'
import { LoadingButton } from './LoadingButton.tsx'
import { PageTitle } from './PageTitle.tsx'
import { TokenCard } from './TokenCard.tsx'
import { type Comparison, compareSessions, TokenChanges } from './TokenChanges.tsx'
import { TokenExpiry } from './TokenExpiry.tsx'
import { UserSummary } from './UserSummary.tsx'

interface Props {
  config: Config
  session: Session
  onRefreshed: (session: Session) => void
  /** Called when the session has ended. */
  onEnded: (problem: Problem) => void
}

/** The page of a signed-in user. */
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
      const newSession = await refreshSession(config, session)
      setChanges(compareSessions(session, newSession))
      onRefreshed(newSession)
    } catch (error) {
      if (error instanceof SessionEndedError) return onEnded(describeError(error))
      setProblem(describeError(error))
    }
    setRefreshing(false)
  }

  return (
    <>
      <PageTitle>
        Signed in as {String(id['cognito:username'] ?? access.username ?? id.sub ?? 'unknown user')}
      </PageTitle>
      <UserSummary id={id} access={access} config={config} />

      <section aria-labelledby="tokens">
        <div className="headline">
          <h2 id="tokens">Your tokens</h2>
          <TokenExpiry session={session} />
          <LoadingButton loading={refreshing} onClick={refresh}>
            {refreshing ? 'Refreshing…' : 'Refresh tokens'}
          </LoadingButton>
        </div>
        {problem && <Alert problem={problem} />}
        <ClockWarning clockSkew={session.clockSkew} />
        <TokenChanges comparison={changes} />
        <div className="tokens">
          <TokenCard kind="id" token={session.idToken} config={config} clockSkew={session.clockSkew} />
          <TokenCard
            kind="access"
            token={session.accessToken}
            config={config}
            clockSkew={session.clockSkew}
          />
        </div>
      </section>

      {config.apiUrl !== null && <ApiComparison apiUrl={config.apiUrl} config={config} session={session} />}
      {config.identityPool !== null && (
        <DepartmentFiles pool={config.identityPool} config={config} idToken={session.idToken} claims={id} />
      )}
    </>
  )
}

function claimsIn(token: string) {
  const decoded = decode(token)
  return 'claims' in decoded ? decoded.claims : {}
}
