import type { Config } from '../config/config.ts'
import { classifyClaims, type Origin, type TokenKind } from '../tokens/classify.ts'
import { decode } from '../tokens/decode.ts'
import { formatNumber, tokenSize } from '../tokens/size.ts'
import { ClaimValue } from './ClaimValue.tsx'
import { CopyButton } from './CopyButton.tsx'
import { ScrollArea } from './ScrollArea.tsx'

interface Props {
  kind: TokenKind
  token: string
  config: Config
  clockSkew: number
}

const NAMES = {
  id: { name: 'ID token', use: 'Tells the application who you are.' },
  access: { name: 'Access token', use: 'Authorizes the application’s requests to services.' },
}

const ORIGINS: Record<Origin, string> = { enriched: 'Enriched', cognito: 'Cognito', absent: 'Absent' }

/** The size and the claims of one token. */
export function TokenCard({ kind, token, config, clockSkew }: Props) {
  const decoded = decode(token)
  const { bytes, warning } = tokenSize(token)
  const { name, use } = NAMES[kind]
  return (
    <article className="card" aria-labelledby={`${kind}-token`} data-token={kind}>
      <div className="headline">
        <h3 id={`${kind}-token`}>{name}</h3>
        <p className="muted size">{formatNumber(bytes)} bytes</p>
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
                <th scope="col">Source</th>
              </tr>
            </thead>
            <tbody>
              {classifyClaims(decoded.claims, config.claims[kind]).map((claim) => (
                <tr key={claim.name} data-claim={claim.name} data-origin={claim.origin}>
                  <th scope="row">{claim.name}</th>
                  <td>
                    <ClaimValue name={claim.name} value={claim.value} clockSkew={clockSkew} />
                  </td>
                  <td>
                    <span className="origin">{ORIGINS[claim.origin]}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <details>
            <summary>Encoded token</summary>
            <dl className="facts">
              {Object.entries(decoded.header).map(([key, value]) => (
                <div key={key}>
                  <dt>{key}</dt>
                  <dd>{String(value)}</dd>
                </div>
              ))}
            </dl>
            <ScrollArea label={`Encoded ${name}`}>{token}</ScrollArea>
          </details>
        </>
      )}
    </article>
  )
}
