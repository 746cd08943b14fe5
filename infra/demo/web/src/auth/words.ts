import * as oauth from 'oauth4webapi'
import { NotBegunHere, SessionEnded } from './faults.ts'

/** What went wrong, and what to do. */
export interface Problem {
  title: string
  detail: string
}

const AGAIN = 'Sign in again.'

/** A failed sign-in, refresh or sign-out in words. */
export function inWords(error: unknown): Problem {
  if (error instanceof NotBegunHere) {
    return {
      title: 'This sign-in was not begun here',
      detail: `The answer of the sign-in page belongs to no sign-in of this tab: the link is old, or somebody else made it. ${AGAIN}`,
    }
  }
  if (error instanceof SessionEnded) {
    return {
      title: 'Your session has ended',
      detail: `Cognito takes its refresh token no more: it is too old, or was revoked. ${AGAIN}`,
    }
  }
  if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError) {
    return refused(error.error, error.error_description)
  }
  if (error instanceof oauth.OperationProcessingError) return odd(error)
  if (error instanceof TypeError) {
    return {
      title: 'Cognito can not be reached',
      detail: 'The network is gone, or Cognito does not answer. Look at your connection, and try again.',
    }
  }
  if (error instanceof DOMException && error.name === 'SecurityError') {
    return {
      title: 'The browser keeps nothing for this page',
      detail: 'Signing in needs session storage. Allow this site to keep data, and try again.',
    }
  }
  return { title: 'Something unforeseen went wrong', detail: `${String(error)} Try again.` }
}

/** Cognito's own no. Where the trigger failed, the description is what the function answered. */
function refused(code: string, description: string | undefined): Problem {
  const said = description?.trim()
  if (isOfTrigger(said)) {
    return {
      title: 'The trigger refused the sign-in',
      detail: `Cognito asked the pre token generation function, which failed. ${quoted(said)}The log of the function says why.`,
    }
  }
  if (code === 'access_denied') {
    return { title: 'The sign-in was refused', detail: `${quoted(said)}${AGAIN}` }
  }
  if (code === 'invalid_grant') {
    return {
      title: 'The code of this sign-in is spent',
      detail: `${quoted(said)}A code is good once, and for five minutes. ${AGAIN}`,
    }
  }
  return { title: `Cognito refused (${code})`, detail: `${quoted(said)}Try again.` }
}

/** Whether Cognito speaks of the function: `PreTokenGeneration failed with error …`. */
export function isOfTrigger(description: string | undefined): boolean {
  return /pre.?token.?generation|lambda/i.test(description ?? '')
}

function quoted(text: string | undefined): string {
  return text ? `It says: “${text}”. ` : ''
}

/** An answer that is not what it should be. */
function odd(error: oauth.OperationProcessingError): Problem {
  if (error.code === oauth.JWT_TIMESTAMP_CHECK) {
    return {
      title: 'The clock of this device is wrong',
      detail:
        'A token that Cognito issued a moment ago has expired by the clock of this device. Set the clock, and try again.',
    }
  }
  if (error.cause instanceof Response && error.cause.status >= 500) {
    return {
      title: 'Cognito failed',
      detail: `It answered with HTTP ${error.cause.status}. If that stays, look into the log of the function: the trigger may fail.`,
    }
  }
  return {
    title: 'The answer of Cognito is not what it should be',
    detail: `${error.message}. If the stack was made anew, run infra/demo/web/configure again.`,
  }
}
