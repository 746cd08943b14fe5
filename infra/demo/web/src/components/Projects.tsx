import { useState } from 'react'
import type { Route } from '../api/call.ts'
import type { Session } from '../auth/session.ts'
import type { Config } from '../config/config.ts'
import type { TokenKind } from '../tokens/classify.ts'
import { decode } from '../tokens/decode.ts'
import { textsIn } from '../tokens/list.ts'
import { RouteCard } from './RouteCard.tsx'

const ROUTES: Route[] = ['optimized', 'standard']

/** The two architectures, side by side: the same question, answered with and without the table. */
export function Projects({ apiUrl, config, session }: { apiUrl: string; config: Config; session: Session }) {
  const [project, setProject] = useState('')
  // V1_0 enriches no access token, which is what a service should get otherwise.
  const [kind, setKind] = useState<TokenKind>(config.triggerVersion === 'V1_0' ? 'id' : 'access')
  const token = kind === 'id' ? session.idToken : session.accessToken
  const decoded = decode(token)
  const own = 'claims' in decoded ? textsIn(decoded.claims[projectsClaim(config)]) : []
  return (
    <section aria-labelledby="projects">
      <h2 id="projects">What a service does with them</h2>
      <p className="muted">
        The same question to one service, on two routes: <em>optimized</em> decides by the token alone,{' '}
        <em>standard</em> looks the person up in the table at each request.
      </p>
      <div className="fields">
        <label>
          <span>Project</span>
          <input
            list="own-projects"
            value={project}
            placeholder="all of mine"
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
          <span>Sent with</span>
          <select value={kind} onChange={(event) => setKind(event.target.value as TokenKind)}>
            <option value="access">access token</option>
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

/** The rules may name it otherwise; then there are no proposals. */
function projectsClaim(config: Config): string {
  return [...config.claims.access, ...config.claims.id].find((name) => /projects?$/i.test(name)) ?? 'projects'
}
