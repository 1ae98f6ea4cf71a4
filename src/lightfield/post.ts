import { type ConnectOptions, openPool } from './connections.ts'
import { type AnswerLimits, Exchange } from './exchange.ts'
import type { Headers } from './headers.ts'
import type { NoAnswer } from './no-answer.ts'

/** A request to an address that is not the API's: the API key has no part in it. */
export interface Post extends ConnectOptions, AnswerLimits {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What of an answer is of interest. */
export interface PostAnswer {
  readonly status: number
  readonly headers: Headers
}

/** How late a time limit may be noticed. */
const sweepEveryMs = 100

/**
 * Posts once, on a connection of its own. Redirects are not followed; the body of the answer is read as far as it may go,
 * and dropped. Never throws for what a network can do.
 */
export async function postOnce(post: Post): Promise<PostAnswer | NoAnswer> {
  const closing = new AbortController()
  const pool = openPool(post.url.origin, post, closing.signal)
  const { promise, resolve } = Promise.withResolvers<PostAnswer | NoAnswer>()
  const exchange = new Exchange(
    post,
    () => false,
    (_, outcome) => resolve(outcome),
  )
  const sweep = setInterval(() => exchange.checkTime(performance.now()), sweepEveryMs)
  try {
    const path = `${post.url.pathname}${post.url.search}`
    pool.dispatch({ method: 'POST', path, headers: post.headers, body: post.body }, exchange)
    return await promise
  } finally {
    clearInterval(sweep)
    closing.abort()
    await pool.destroy()
  }
}
