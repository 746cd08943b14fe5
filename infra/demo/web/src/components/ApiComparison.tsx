import { useState } from 'react'
import type { Route } from '../api/client.ts'
import type { Session } from '../auth/session.ts'
import type { Config } from '../config/config.ts'
import type { TokenKind } from '../tokens/classify.ts'
import { decode } from '../tokens/decode.ts'
import { textItems } from '../tokens/list.ts'
import { RouteCard } from './RouteCard.tsx'

const ROUTES: Route[] = ['optimized', 'standard']

/** Sends the same request to both routes of the API. */
export function ApiComparison({
  apiUrl,
  config,
  session,
}: {
  apiUrl: string
  config: Config
  session: Session
}) {
  const [project, setProject] = useState('')
  // An API should receive the access token, but V1_0 cannot add claims to it.
  const [kind, setKind] = useState<TokenKind>(config.triggerVersion === 'V1_0' ? 'id' : 'access')
  const token = kind === 'id' ? session.idToken : session.accessToken
  const decoded = decode(token)
  const own = 'claims' in decoded ? textItems(decoded.claims[projectsClaim(config)]) : []
  return (
    <section aria-labelledby="api">
      <h2 id="api">Call an API with your token</h2>
      <p className="muted">
        The <em>optimized</em> route decides by the claims in your token. The <em>standard</em> route looks
        you up in the table for every request.
      </p>
      <div className="fields">
        <label>
          <span>Project</span>
          <input
            list="own-projects"
            value={project}
            placeholder="All my projects"
            autoComplete="off"
            onChange={(event) => setProject(event.target.value)}
          />
        </label>
        <datalist id="own-projects">
          {own.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <label>
          <span>Token to send</span>
          <select value={kind} onChange={(event) => setKind(event.target.value as TokenKind)}>
            <option value="access">Access token</option>
            <option value="id">ID token</option>
          </select>
        </label>
      </div>
      <div className="tokens">
        {ROUTES.map((route) => (
          <RouteCard key={route} route={route} apiUrl={apiUrl} project={project.trim()} token={token} />
        ))}
      </div>
    </section>
  )
}

/** The name of the claim with the projects, which custom rules can change. */
function projectsClaim(config: Config): string {
  return [...config.claims.access, ...config.claims.id].find((name) => /projects?$/i.test(name)) ?? 'projects'
}
