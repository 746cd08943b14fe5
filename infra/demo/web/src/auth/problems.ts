import * as oauth from 'oauth4webapi'
import { SessionEndedError, UnexpectedCallbackError } from './errors.ts'

/** A problem as the page shows it: what failed, why, and what to do. */
export interface Problem {
  title: string
  detail: string
}

/** Describes a failed sign-in, refresh or sign-out. */
export function describeError(error: unknown): Problem {
  if (error instanceof UnexpectedCallbackError) {
    return {
      title: 'Sign-in was not started in this tab',
      detail: 'The link is old, or this page did not create it. Sign in again.',
    }
  }
  if (error instanceof SessionEndedError) {
    return {
      title: 'Your session has ended',
      detail: 'Your refresh token has expired or was revoked. Sign in again.',
    }
  }
  if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError) {
    return describeOAuthError(error.error, error.error_description?.trim())
  }
  if (error instanceof oauth.OperationProcessingError) return describeInvalidResponse(error)
  if (error instanceof TypeError) {
    return { title: 'Cannot reach Cognito', detail: 'Check your network connection and try again.' }
  }
  if (error instanceof DOMException && error.name === 'SecurityError') {
    return {
      title: 'Your browser blocks session storage',
      detail: 'Sign-in needs session storage. Allow this site to store data and try again.',
    }
  }
  return { title: 'Unexpected error', detail: `${String(error)}. Try again.` }
}

function describeOAuthError(code: string, description: string | undefined): Problem {
  const message = description ? `Cognito’s message: “${description}”. ` : ''
  if (isTriggerError(description)) {
    return {
      title: 'The pre token generation trigger returned an error',
      detail: `${message}The log of the function has the cause.`,
    }
  }
  if (code === 'access_denied') {
    return { title: 'Cognito denied the sign-in', detail: `${message}Sign in again.` }
  }
  if (code === 'invalid_grant') {
    return {
      title: 'The authorization code is not valid',
      detail: `${message}A code is valid once, for five minutes. Sign in again.`,
    }
  }
  return { title: `Cognito returned an error (${code})`, detail: `${message}Try again.` }
}

/** Whether the description is about the trigger, such as `PreTokenGeneration failed with error …`. */
export function isTriggerError(description: string | undefined): boolean {
  return /pre.?token.?generation|lambda/i.test(description ?? '')
}

function describeInvalidResponse(error: oauth.OperationProcessingError): Problem {
  if (error.code === oauth.JWT_TIMESTAMP_CHECK) {
    return {
      title: 'Your device’s clock is wrong',
      detail: 'By this clock, the new token has already expired. Set the clock and try again.',
    }
  }
  if (error.cause instanceof Response && error.cause.status >= 500) {
    return {
      title: 'Cognito is unavailable',
      detail: `Cognito returned HTTP ${error.cause.status}. If this continues, check the log of the pre token generation function.`,
    }
  }
  return {
    title: 'Unexpected response from Cognito',
    detail: `${error.message}. If you created the stack again, run infra/demo/web/configure again.`,
  }
}
