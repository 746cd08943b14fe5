import type { Problem } from '../auth/words.ts'

/** What went wrong; read out at once. */
export function Alert({ problem }: { problem: Problem }) {
  return (
    <div role="alert" className="note bad">
      <p className="strong">{problem.title}</p>
      <p>{problem.detail}</p>
    </div>
  )
}
