import type { Session } from './session.ts'

/** A sign-in that waits for its callback. */
export interface PendingSignIn {
  state: string
  nonce: string
  verifier: string
}

/** The result of a sign-out, shown once after the redirect. */
export type SignOutResult = 'revoked' | 'not revoked'

/** A value in session storage, which ends with the tab and is not shared with other tabs. */
function sessionItem<Value>(key: string) {
  return {
    get(): Value | null {
      const text = sessionStorage.getItem(key)
      return text === null ? null : (JSON.parse(text) as Value)
    },
    set: (value: Value) => sessionStorage.setItem(key, JSON.stringify(value)),
    clear: () => sessionStorage.removeItem(key),
    /** Returns and deletes the value. */
    take(): Value | null {
      const value = this.get()
      this.clear()
      return value
    },
  }
}

export const sessions = sessionItem<Session>('session')
export const pendingSignIn = sessionItem<PendingSignIn>('sign-in')
export const signOutResult = sessionItem<SignOutResult>('sign-out')
