import type { ComponentProps } from 'react'

/** A button that does nothing while what it began goes on; it keeps the focus, which a disabled one loses. */
export function PatientButton({ busy, onClick, ...rest }: ComponentProps<'button'> & { busy: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={busy}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
    />
  )
}
