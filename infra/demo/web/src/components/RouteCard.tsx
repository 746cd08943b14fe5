import { useState } from 'react'
import { type ApiResponse, callApi, describeFailure, projectsPath, type Route } from '../api/client.ts'
import { Loading } from './Loading.tsx'
import { LoadingButton } from './LoadingButton.tsx'
import { ScrollArea } from './ScrollArea.tsx'

interface Props {
  route: Route
  apiUrl: string
  project: string
  token: string
}

type Result =
  | { status: 'idle' }
  | { status: 'loading' }
  | { status: 'failed'; message: string }
  | { status: 'done'; response: ApiResponse }

const NAMES: Record<Route, string> = { optimized: 'Optimized', standard: 'Standard' }

/** Sends a request to one route and shows the response and its cost. */
export function RouteCard({ route, apiUrl, project, token }: Props) {
  const [result, setResult] = useState<Result>({ status: 'idle' })
  const path = projectsPath(route, project)

  const send = async () => {
    setResult({ status: 'loading' })
    try {
      setResult({ status: 'done', response: await callApi(apiUrl, path, token) })
    } catch (error) {
      setResult({ status: 'failed', message: describeFailure(error) })
    }
  }

  return (
    <article className="card" aria-labelledby={`${route}-route`} data-route={route}>
      <div className="headline">
        <h3 id={`${route}-route`}>{NAMES[route]}</h3>
        <LoadingButton
          loading={result.status === 'loading'}
          onClick={send}
          aria-label={`Send request to the ${route} route`}
        >
          Send request
        </LoadingButton>
      </div>
      <p>
        <code>GET {path}</code>
      </p>
      <div role="status" aria-label={`Response of the ${route} route`} className="answer">
        {result.status === 'done' && <ResponseDetails response={result.response} route={route} />}
      </div>
      {result.status === 'loading' && <Loading>Waiting for the response…</Loading>}
      {result.status === 'failed' && (
        <p role="alert" className="note bad">
          {result.message}
        </p>
      )}
    </article>
  )
}

function ResponseDetails({ response, route }: { response: ApiResponse; route: Route }) {
  const { status, meaning, reads, decisionMs, milliseconds, body } = response
  return (
    <>
      <p className={status < 400 ? 'note good' : 'note bad'}>
        <span className="strong">HTTP {status}.</span> {meaning}
      </p>
      <dl className="facts">
        <div>
          <dt>Table reads</dt>
          <dd>{reads ?? <span className="muted">unknown</span>}</dd>
        </div>
        <div>
          <dt>Total time</dt>
          <dd>{Math.round(milliseconds)} ms</dd>
        </div>
        {decisionMs !== null && (
          <div>
            <dt>Access check time</dt>
            <dd>{decisionMs < 1 ? '< 1' : Math.round(decisionMs)} ms</dd>
          </div>
        )}
      </dl>
      {body !== '' && (
        <ScrollArea label={`Response body of the ${route} route`}>
          {typeof body === 'string' ? body : JSON.stringify(body, null, 2)}
        </ScrollArea>
      )}
    </>
  )
}
