import type { Problem } from '../auth/problems.ts'

/** A problem, announced by screen readers at once. */
export function Alert({ problem }: { problem: Problem }) {
  return (
    <div role="alert" className="note bad">
      <p className="strong">{problem.title}</p>
      <p>{problem.detail}</p>
    </div>
  )
}
