import { useEffect, useState } from 'react'

/** How long the result is shown. */
const SHOWN_MS = 4000

/** Copies a text to the clipboard and shows the result. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [outcome, setOutcome] = useState('')
  useEffect(() => {
    if (outcome === '') return
    const timer = setTimeout(() => setOutcome(''), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [outcome])

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setOutcome('Copied')
    } catch {
      setOutcome('Copy failed')
    }
  }

  return (
    <span className="copy">
      <span role="status" className="muted small">
        {outcome}
      </span>
      <button type="button" className="quiet" onClick={copy} aria-label={`Copy ${what}`}>
        Copy
      </button>
    </span>
  )
}
