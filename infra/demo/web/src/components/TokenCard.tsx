import type { Config } from '../config/config.ts'
import { classified, type Origin, type TokenKind } from '../tokens/classify.ts'
import { decode } from '../tokens/decode.ts'
import { grouped, sizeOf } from '../tokens/size.ts'
import { ClaimValue } from './ClaimValue.tsx'
import { CopyButton } from './CopyButton.tsx'
import { Scrolling } from './Scrolling.tsx'

interface Props {
  kind: TokenKind
  token: string
  config: Config
  clockLag: number
}

const NAMES = {
  id: { name: 'ID token', use: 'Says who signed in, to the application.' },
  access: { name: 'Access token', use: 'Says what the application may do, to services.' },
}

const ORIGINS: Record<Origin, string> = { enriched: 'enriched', cognito: 'Cognito', absent: 'absent' }

/** One token: its size, and its claims line by line. */
export function TokenCard({ kind, token, config, clockLag }: Props) {
  const decoded = decode(token)
  const { bytes, warning } = sizeOf(token)
  const { name, use } = NAMES[kind]
  return (
    <article className="card" aria-labelledby={`${kind}-token`} data-token={kind}>
      <div className="headline">
        <h3 id={`${kind}-token`}>{name}</h3>
        <p className="muted size">{grouped(bytes)} bytes</p>
        <CopyButton text={token} what={name} />
      </div>
      <p className="muted">{use}</p>
      {warning !== null && <p className="note warn">{warning}</p>}
      {'problem' in decoded ? (
        <p role="alert" className="note bad">
          {decoded.problem}
        </p>
      ) : (
        <>
          <table className="claims">
            <caption className="hidden">Claims of the {name}</caption>
            <colgroup>
              <col className="name" />
              <col />
              <col className="from" />
            </colgroup>
            <thead className="hidden">
              <tr>
                <th scope="col">Claim</th>
                <th scope="col">Value</th>
                <th scope="col">From</th>
              </tr>
            </thead>
            <tbody>
              {classified(decoded.claims, config.claims[kind]).map((claim) => (
                <tr key={claim.name} data-claim={claim.name} data-origin={claim.origin}>
                  <th scope="row">{claim.name}</th>
                  <td>
                    <ClaimValue name={claim.name} value={claim.value} clockLag={clockLag} />
                  </td>
                  <td>
                    <span className="origin">{ORIGINS[claim.origin]}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <details>
            <summary>As it is sent</summary>
            <dl className="facts">
              {Object.entries(decoded.header).map(([key, value]) => (
                <div key={key}>
                  <dt>{key}</dt>
                  <dd>{String(value)}</dd>
                </div>
              ))}
            </dl>
            <Scrolling label={`${name} as it is sent`}>{token}</Scrolling>
          </details>
        </>
      )}
    </article>
  )
}
