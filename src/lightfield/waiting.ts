/** Null where the signal was aborted first; what comes of the rest then is of no interest. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve(null)
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

/** Whether a wait went through; false where the signal ended it. Any other error is passed on. */
export async function succeeds(wait: Promise<void>, signal: AbortSignal): Promise<boolean> {
  try {
    await wait
    return true
  } catch (error) {
    if (signal.aborted) return false
    throw error
  }
}
