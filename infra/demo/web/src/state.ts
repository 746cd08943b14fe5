import { describeError, type Problem } from './auth/problems.ts'
import type { Session } from './auth/session.ts'
import { completeSignIn, storedSession, takeCallback } from './auth/signIn.ts'
import { type SignOutResult, signOutResult } from './auth/store.ts'
import type { Config } from './config/config.ts'
import { loadConfig } from './config/load.ts'

/** The state of the page. */
export type State =
  | { status: 'loading' }
  | { status: 'misconfigured'; problems: string[] }
  | { status: 'signed out'; config: Config; problem: Problem | null; signOutResult: SignOutResult | null }
  | { status: 'signing out'; config: Config }
  | { status: 'signed in'; config: Config; session: Session }

/** Loads the configuration, and completes a sign-in if the URL holds the callback of one. */
export async function initialState(): Promise<State> {
  const callback = takeCallback()
  const loaded = await loadConfig()
  if ('problems' in loaded) return { status: 'misconfigured', problems: loaded.problems }
  const { config } = loaded
  try {
    const session = callback ? await completeSignIn(config, callback) : storedSession(config)
    if (session) return { status: 'signed in', config, session }
    return { status: 'signed out', config, problem: null, signOutResult: signOutResult.take() }
  } catch (error) {
    return { status: 'signed out', config, problem: describeError(error), signOutResult: null }
  }
}
