import type { Config } from '../config/config.ts'
import type { Claims } from '../tokens/decode.ts'
import { textsIn } from '../tokens/list.ts'
import { Chips } from './Chips.tsx'

/** Who is signed in, as far as the tokens say. */
export function Person({ id, access, config }: { id: Claims; access: Claims; config: Config }) {
  const groups = textsIn(id['cognito:groups'] ?? access['cognito:groups'])
  const scopes = typeof access.scope === 'string' ? access.scope.split(' ').filter(Boolean) : []
  const mail = [id.name, id.email].filter((part) => typeof part === 'string').join(', ')
  return (
    <dl className="facts">
      {mail !== '' && (
        <div>
          <dt>Person</dt>
          <dd>{mail}</dd>
        </div>
      )}
      <div>
        <dt>Groups</dt>
        <dd>{groups.length > 0 ? <Chips items={groups} /> : <span className="muted">none</span>}</dd>
      </div>
      <div>
        <dt>Scopes</dt>
        <dd>{scopes.length > 0 ? <Chips items={scopes} /> : <span className="muted">none</span>}</dd>
      </div>
      <div>
        <dt>Trigger</dt>
        <dd>
          {config.triggerVersion}
          {config.triggerVersion === 'V1_0' ? ', which changes the ID token alone' : ''}
        </dd>
      </div>
    </dl>
  )
}
