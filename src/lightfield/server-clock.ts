import type { Headers } from './headers.ts'

/** A clock that says another time than one between these was never set. */
const earliestMs = Date.UTC(2020, 0)
const latestMs = Date.UTC(2200, 0)

/** Source: RFC 9110, the form of a date that servers are to send. */
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/**
 * The server's time, as its answers tell it in their `Date` headers. Such a date is a second long, and was written some
 * time between the request's leaving and the answer's coming: that bounds how far the two clocks are apart, and a
 * number of answers bounds it closely. An answer that contradicts the others means that a clock was set: it is believed.
 */
export class ServerClock {
  /** What is to be added to this machine's time, at least and at most. */
  #leastMs = 0
  #mostMs = 0
  #isKnown = false

  /** Takes note of an answer; one without a date that makes sense says nothing. Times in milliseconds, UTC. */
  learn(headers: Headers, sentAtMs: number, receivedAtMs: number): void {
    const dateMs = readDate(headers['date'])
    if (dateMs === null) return
    const leastMs = dateMs - receivedAtMs
    const mostMs = dateMs + 1000 - sentAtMs
    const isContradiction = !this.#isKnown || leastMs > this.#mostMs || mostMs < this.#leastMs
    this.#leastMs = isContradiction ? leastMs : Math.max(this.#leastMs, leastMs)
    this.#mostMs = isContradiction ? mostMs : Math.min(this.#mostMs, mostMs)
    this.#isKnown = true
  }

  /** The server's time when this machine's is `nowMs`; the same until an answer has told. */
  at(nowMs: number): number {
    return nowMs + Math.round((this.#leastMs + this.#mostMs) / 2)
  }
}

function readDate(value: string | string[] | undefined): number | null {
  if (typeof value !== 'string' || !httpDate.test(value)) return null
  const parsed = Date.parse(value)
  return parsed >= earliestMs && parsed < latestMs ? parsed : null
}
