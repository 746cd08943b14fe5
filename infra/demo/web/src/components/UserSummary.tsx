import type { Config } from '../config/config.ts'
import type { Claims } from '../tokens/decode.ts'
import { textItems } from '../tokens/list.ts'
import { Chips } from './Chips.tsx'

/** The user, their groups and scopes, and the trigger version. */
export function UserSummary({ id, access, config }: { id: Claims; access: Claims; config: Config }) {
  const groups = textItems(id['cognito:groups'] ?? access['cognito:groups'])
  const scopes = typeof access.scope === 'string' ? access.scope.split(' ').filter(Boolean) : []
  const user = [id.name, id.email].filter((part) => typeof part === 'string').join(', ')
  return (
    <dl className="facts">
      {user !== '' && (
        <div>
          <dt>User</dt>
          <dd>{user}</dd>
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
        <dt>Trigger version</dt>
        <dd>
          {config.triggerVersion}
          {config.triggerVersion === 'V1_0' ? ' (changes only the ID token)' : ''}
        </dd>
      </div>
    </dl>
  )
}
