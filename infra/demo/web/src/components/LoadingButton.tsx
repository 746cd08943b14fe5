import type { ComponentProps } from 'react'

/** A button that ignores clicks while its action runs. It keeps the focus, unlike a disabled button. */
export function LoadingButton({
  loading,
  onClick,
  ...rest
}: ComponentProps<'button'> & { loading: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={loading}
      onClick={(event) => (loading ? event.preventDefault() : onClick?.(event))}
    />
  )
}
