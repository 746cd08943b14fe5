/** Cognito's answer belongs to no sign-in of this tab: an old link, or one that somebody else made. */
export class NotBegunHere extends Error {}

/** Cognito takes the refresh token no more: the person has to sign in again. */
export class SessionEnded extends Error {}
