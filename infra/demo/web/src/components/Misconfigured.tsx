import { Title } from './Title.tsx'

/** There is no usable `/config.json`. */
export function Misconfigured({ problems }: { problems: string[] }) {
  return (
    <>
      <Title>This page belongs to no stack yet</Title>
      <div role="alert" className="note bad">
        <p className="strong">Its configuration is missing or wrong.</p>
        <ul>
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      </div>
      <p>A command writes it from the outputs of a stack, and serves the page:</p>
      <dl className="commands">
        <dt>a stack on this machine, made by infra/local up</dt>
        <dd>
          <code>infra/demo/web/serve --local claims</code>
        </dd>
        <dt>a stack in AWS</dt>
        <dd>
          <code>infra/demo/web/serve --stack-name claim-enrichment</code>
        </dd>
        <dt>the page that the stack hosts itself</dt>
        <dd>
          <code>infra/demo/web/publish --stack-name claim-enrichment</code>
        </dd>
      </dl>
      <p>
        <a href="/">Look again</a>
      </p>
    </>
  )
}
