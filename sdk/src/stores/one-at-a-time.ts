/** Runs tasks of one key one after the other, in the order in which they came; tasks of different keys side by side. */
export function oneAtATime(): <Result>(key: string, task: () => Promise<Result>) => Promise<Result> {
  const last = new Map<string, Promise<unknown>>()
  return async (key, task) => {
    const previous = last.get(key)
    const run = previous ? previous.then(task, task) : task()
    last.set(key, run)
    try {
      return await run
    } finally {
      if (last.get(key) === run) last.delete(key)
    }
  }
}
