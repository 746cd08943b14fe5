/** The callback does not belong to a sign-in of this tab: the link is old, or forged. */
export class UnexpectedCallbackError extends Error {}

/** Cognito rejects the refresh token: the user must sign in again. */
export class SessionEndedError extends Error {}
