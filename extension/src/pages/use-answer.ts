import { useCallback, useEffect, useState } from 'preact/hooks'
import type { Failure } from '../answer.ts'
import type { Answers, PageIntent } from '../messages.ts'
import { ask } from './ask.ts'

export interface Asked<Value> {
  /** `undefined` until there is one. */
  readonly value: Value | undefined
  readonly failure: Failure | undefined
  readonly again: () => Promise<void>
}

/** What the background answers, and again when it may be another. */
export function useAnswer<Intent extends PageIntent>(asked: Intent): Asked<Answers[Intent['intent']]> {
  const [value, setValue] = useState<Answers[Intent['intent']]>()
  const [failure, setFailure] = useState<Failure>()
  const name = JSON.stringify(asked)
  const again = useCallback(async () => {
    const answer = await ask(asked)
    if (answer.ok) setValue(() => answer.value)
    setFailure(answer.ok ? undefined : answer.failure)
  }, [name])
  useEffect(() => void again(), [again])
  return { value, failure, again }
}
