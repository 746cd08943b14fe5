import { useState } from 'react'
import { type Answer, call, noAnswer, pathOf, type Route } from '../api/call.ts'
import { Busy } from './Busy.tsx'
import { PatientButton } from './PatientButton.tsx'
import { Scrolling } from './Scrolling.tsx'

interface Props {
  route: Route
  apiUrl: string
  project: string
  token: string
}

type Asked =
  | { at: 'nothing' }
  | { at: 'waiting' }
  | { at: 'failed'; why: string }
  | { at: 'answered'; answer: Answer }

const NAMES: Record<Route, string> = { optimized: 'Optimized', standard: 'Standard' }

/** One route: ask it, and see what that took. */
export function RouteCard({ route, apiUrl, project, token }: Props) {
  const [asked, setAsked] = useState<Asked>({ at: 'nothing' })
  const path = pathOf(route, project)

  const ask = async () => {
    setAsked({ at: 'waiting' })
    try {
      setAsked({ at: 'answered', answer: await call(apiUrl, path, token) })
    } catch (error) {
      setAsked({ at: 'failed', why: noAnswer(error) })
    }
  }

  return (
    <article className="card" aria-labelledby={`${route}-route`} data-route={route}>
      <div className="headline">
        <h3 id={`${route}-route`}>{NAMES[route]}</h3>
        <PatientButton busy={asked.at === 'waiting'} onClick={ask} aria-label={`Ask ${route}`}>
          Ask
        </PatientButton>
      </div>
      <p>
        <code>GET {path}</code>
      </p>
      <div role="status" aria-label={`Answer of ${route}`} className="answer">
        {asked.at === 'answered' && <Answered answer={asked.answer} route={route} />}
      </div>
      {asked.at === 'waiting' && <Busy>Waiting for the answer…</Busy>}
      {asked.at === 'failed' && (
        <p role="alert" className="note bad">
          {asked.why}
        </p>
      )}
    </article>
  )
}

function Answered({ answer, route }: { answer: Answer; route: Route }) {
  const { status, meaning, reads, decisionMs, milliseconds, body } = answer
  return (
    <>
      <p className={status < 400 ? 'note good' : 'note bad'}>
        <span className="strong">HTTP {status}.</span> {meaning}
      </p>
      <dl className="facts">
        <div>
          <dt>Table reads</dt>
          <dd>{reads ?? <span className="muted">not said</span>}</dd>
        </div>
        <div>
          <dt>Time</dt>
          <dd>{Math.round(milliseconds)} ms</dd>
        </div>
        {decisionMs !== null && (
          <div>
            <dt>of it, to decide</dt>
            <dd>{decisionMs < 1 ? 'less than 1' : Math.round(decisionMs)} ms</dd>
          </div>
        )}
      </dl>
      {body !== '' && (
        <Scrolling label={`Body of the answer of ${route}`}>
          {typeof body === 'string' ? body : JSON.stringify(body, null, 2)}
        </Scrolling>
      )}
    </>
  )
}
