import { useEffect, useId, useState } from 'preact/hooks'
import type { ErrorFilter } from '../api.ts'
import { Icon } from '../icons.tsx'
import { LEVELS, listAddress, replaceAddress } from '../router.tsx'

/** As long as somebody pauses between two letters. */
const PAUSE = 250

/** Search box and level. The address carries both, so that a filtered list can be sent to somebody. */
export function Filters({ filter }: { filter: ErrorFilter }) {
  const [text, setText] = useState(filter.query)
  const id = useId()
  useEffect(() => setText(filter.query), [filter.query])
  useEffect(() => {
    const query = text.trim()
    if (query === filter.query) return
    const timer = setTimeout(() => replaceAddress(listAddress({ ...filter, query })), PAUSE)
    return () => clearTimeout(timer)
  }, [text])

  return (
    <search class="filters">
      <label class="visually-hidden" for={`${id}-query`}>
        Search errors
      </label>
      <span class="search-box">
        <Icon name="search" />
        <input
          id={`${id}-query`}
          type="search"
          placeholder="Search type, message, culprit"
          autocomplete="off"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </span>
      <label class="visually-hidden" for={`${id}-level`}>
        Level
      </label>
      <select
        id={`${id}-level`}
        value={filter.level}
        onChange={(event) => {
          const level = LEVELS.find((known) => known === event.currentTarget.value) ?? ''
          replaceAddress(listAddress({ query: text.trim(), level }))
        }}
      >
        <option value="">All levels</option>
        {LEVELS.map((level) => (
          <option key={level} value={level}>
            {level}
          </option>
        ))}
      </select>
    </search>
  )
}
