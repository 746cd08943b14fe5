/** A list of short values in a row. */
export function Chips({ items }: { items: unknown[] }) {
  return (
    <ul className="chips">
      {items.map((item, place) => (
        <li key={place}>{typeof item === 'string' ? item : JSON.stringify(item)}</li>
      ))}
    </ul>
  )
}
