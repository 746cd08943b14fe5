import type { Session } from './session.ts'

/** A sign-in that has gone to Cognito and not come back yet. */
export interface Pending {
  state: string
  nonce: string
  verifier: string
}

/** What is said once, after the way through Cognito's sign-out. */
export type Farewell = 'signed out' | 'not revoked'

/** Session storage: it ends with the tab, and no other tab sees it. */
function kept<Value>(key: string) {
  return {
    get(): Value | null {
      const text = sessionStorage.getItem(key)
      return text === null ? null : (JSON.parse(text) as Value)
    },
    set: (value: Value) => sessionStorage.setItem(key, JSON.stringify(value)),
    clear: () => sessionStorage.removeItem(key),
    /** Read, and gone. */
    take(): Value | null {
      const value = this.get()
      this.clear()
      return value
    },
  }
}

export const sessions = kept<Session>('session')
export const pending = kept<Pending>('sign-in')
export const farewell = kept<Farewell>('farewell')
