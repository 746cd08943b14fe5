import { useState } from 'react'
import { describeError, type Problem } from '../auth/problems.ts'
import { beginSignIn } from '../auth/signIn.ts'
import type { SignOutResult } from '../auth/store.ts'
import type { Config } from '../config/config.ts'
import { Alert } from './Alert.tsx'
import { LoadingButton } from './LoadingButton.tsx'
import { PageTitle } from './PageTitle.tsx'

interface Props {
  config: Config
  problem: Problem | null
  signOutResult: SignOutResult | null
}

const SIGN_OUT_MESSAGES: Record<SignOutResult, string> = {
  revoked: 'You have signed out. Your tokens are revoked.',
  'not revoked':
    'You have signed out. Your refresh token could not be revoked and stays valid until it expires.',
}

/** The page of a visitor: an introduction and the sign-in button. */
export function SignedOut({ config, problem, signOutResult }: Props) {
  const [shownProblem, setShownProblem] = useState(problem)
  const [redirecting, setRedirecting] = useState(false)

  const signIn = async () => {
    setRedirecting(true)
    setShownProblem(null)
    try {
      await beginSignIn(config)
    } catch (error) {
      setShownProblem(describeError(error))
      setRedirecting(false)
    }
  }

  return (
    <div className="welcome">
      {shownProblem && <Alert problem={shownProblem} />}
      {signOutResult && (
        <p role="status" className={signOutResult === 'revoked' ? 'note good' : 'note warn'}>
          {SIGN_OUT_MESSAGES[signOutResult]}
        </p>
      )}
      <PageTitle>See the claims in your tokens</PageTitle>
      <p className="lead">
        When you sign in, Amazon Cognito calls a Lambda function, which looks you up in a DynamoDB table and
        adds claims such as your projects and your department to your tokens. Services read these claims from
        the token and do not need the table.
      </p>
      <p>
        This page shows every claim of your ID token and access token, what a refresh changes, and how an API
        uses the claims.
      </p>
      <LoadingButton loading={redirecting} className="main" onClick={signIn}>
        {redirecting ? 'Opening the sign-in page…' : 'Sign in'}
      </LoadingButton>
    </div>
  )
}
