import { describeError, type Problem } from './auth/problems.ts'
import type { Session } from './auth/session.ts'
import { completeSignIn, storedSession, takeCallback } from './auth/signIn.ts'
import { type SignOutResult, signOutResult } from './auth/store.ts'
import type { Config } from './config/config.ts'
import { loadConfig } from './config/load.ts'

/** The state of the page. */
export type State =
  | { at: 'starting' }
  | { at: 'misconfigured'; problems: string[] }
  | { at: 'signed out'; config: Config; problem: Problem | null; signOutResult: SignOutResult | null }
  | { at: 'leaving'; config: Config }
  | { at: 'signed in'; config: Config; session: Session }

/** Loads the configuration, and completes a sign-in if the URL holds the callback of one. */
export async function initialState(): Promise<State> {
  const callback = takeCallback()
  const loaded = await loadConfig()
  if ('problems' in loaded) return { at: 'misconfigured', problems: loaded.problems }
  const { config } = loaded
  try {
    const session = callback ? await completeSignIn(config, callback) : storedSession(config)
    if (session) return { at: 'signed in', config, session }
    return { at: 'signed out', config, problem: null, signOutResult: signOutResult.take() }
  } catch (error) {
    return { at: 'signed out', config, problem: describeError(error), signOutResult: null }
  }
}
