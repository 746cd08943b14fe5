import type { Session } from './auth/session.ts'
import { completeSignIn, storedSession, takeAnswer } from './auth/signIn.ts'
import { type Farewell, farewell } from './auth/store.ts'
import { inWords, type Problem } from './auth/words.ts'
import type { Config } from './config/config.ts'
import { loadConfig } from './config/load.ts'

/** What the page is at. */
export type State =
  | { at: 'starting' }
  | { at: 'misconfigured'; problems: string[] }
  | { at: 'signed out'; config: Config; problem: Problem | null; farewell: Farewell | null }
  | { at: 'leaving'; config: Config }
  | { at: 'signed in'; config: Config; session: Session }

/** Finds out where the page is when it is opened: also with Cognito's answer to a sign-in in its address. */
export async function start(): Promise<State> {
  const answer = takeAnswer()
  const loaded = await loadConfig()
  if ('problems' in loaded) return { at: 'misconfigured', problems: loaded.problems }
  const { config } = loaded
  try {
    const session = answer ? await completeSignIn(config, answer) : storedSession(config)
    if (session) return { at: 'signed in', config, session }
    return { at: 'signed out', config, problem: null, farewell: farewell.take() }
  } catch (error) {
    return { at: 'signed out', config, problem: inWords(error), farewell: null }
  }
}
