import { useState } from 'react'
import { beginSignIn } from '../auth/signIn.ts'
import type { Farewell } from '../auth/store.ts'
import { inWords, type Problem } from '../auth/words.ts'
import type { Config } from '../config/config.ts'
import { Alert } from './Alert.tsx'
import { PatientButton } from './PatientButton.tsx'
import { Title } from './Title.tsx'

interface Props {
  config: Config
  problem: Problem | null
  farewell: Farewell | null
}

const FAREWELLS: Record<Farewell, string> = {
  'signed out': 'You are signed out, here and at Cognito, and your tokens are revoked.',
  'not revoked':
    'You are signed out, here and at Cognito. Your refresh token could not be revoked: it lapses by itself.',
}

/** What this is, and one button. */
export function SignedOut({ config, problem, farewell }: Props) {
  const [failed, setFailed] = useState(problem)
  const [going, setGoing] = useState(false)

  const signIn = async () => {
    setGoing(true)
    setFailed(null)
    try {
      await beginSignIn(config)
    } catch (error) {
      setFailed(inWords(error))
      setGoing(false)
    }
  }

  return (
    <div className="welcome">
      {failed && <Alert problem={failed} />}
      {farewell && (
        <p role="status" className={farewell === 'signed out' ? 'note good' : 'note warn'}>
          {FAREWELLS[farewell]}
        </p>
      )}
      <Title>See what your tokens say about you</Title>
      <p className="lead">
        When you sign in, Amazon Cognito asks a function what a table knows of you, such as your projects and
        your department, and writes it into your tokens. Services then decide by the token alone, and need not
        ask the table again.
      </p>
      <p>
        Here you see both tokens, claim by claim, what a refresh changes in them, and what a service does with
        them.
      </p>
      <PatientButton busy={going} className="main" onClick={signIn}>
        {going ? 'Going to the sign-in page…' : 'Sign in'}
      </PatientButton>
    </div>
  )
}
