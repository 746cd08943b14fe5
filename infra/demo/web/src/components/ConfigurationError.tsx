import { PageTitle } from './PageTitle.tsx'

/** Shown if `/config.json` is missing or invalid. */
export function ConfigurationError({ problems }: { problems: string[] }) {
  return (
    <>
      <PageTitle>This page is not configured</PageTitle>
      <div role="alert" className="note bad">
        <p className="strong">The configuration is missing or invalid.</p>
        <ul>
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      </div>
      <p>Each of these commands writes the configuration from the outputs of a stack:</p>
      <dl className="commands">
        <dt>Local stack, created by infra/local up</dt>
        <dd>
          <code>infra/demo/web/serve --local claims</code>
        </dd>
        <dt>Stack in AWS</dt>
        <dd>
          <code>infra/demo/web/serve --stack-name claim-enrichment</code>
        </dd>
        <dt>Page hosted by the stack (WebHosting=true)</dt>
        <dd>
          <code>infra/demo/web/publish --stack-name claim-enrichment</code>
        </dd>
      </dl>
      <p>
        <a href="/">Reload</a>
      </p>
    </>
  )
}
