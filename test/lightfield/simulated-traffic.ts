import type { RateHeaders } from '../../src/lightfield/headers.ts'
import { LateAnswers } from '../../src/lightfield/late-answers.ts'
import { LatestWindow } from '../../src/lightfield/latest-window.ts'
import { Pace, type PaceOptions } from '../../src/lightfield/pace.ts'
import type { Allowance, RateLimiter } from '../../src/sandbox/rate-limit.ts'

/** Milliseconds that one way takes; may draw a number. */
export interface Latency {
  readonly thereMs: () => number
  readonly backMs: () => number
  /** The same of a refusal, which takes no work; as long as any answer by default. */
  readonly refusedBackMs?: () => number
}

/** Somebody of ours who always has something to send. */
export interface Sender {
  readonly options: PaceOptions
  readonly latency: Latency
  /** Milliseconds from its slot until a request is ready to leave: its intent is written to disk; may draw a number. */
  readonly lateMs?: () => number
  /** When it begins, in milliseconds of the simulation. */
  readonly fromMs?: number
}

/** A server, who sends to it, and for how long. */
export interface Simulation {
  /** The limiter that counts at that time. */
  readonly server: (nowMs: number) => Pick<RateLimiter, 'take'>
  readonly senders: readonly Sender[]
  readonly forMs: number
  /** When the server gets to run, of what is due at that time. */
  readonly runsAtMs?: (dueMs: number) => number
  /** What a faulty server makes of the headers. */
  readonly distort?: (headers: RateHeaders, nowMs: number) => RateHeaders
}

/** A request as the server met it. */
export interface Arrival {
  readonly sender: number
  readonly leftAtMs: number
  readonly atMs: number
  readonly allowed: boolean
}

interface Event {
  readonly atMs: number
  readonly happen: (atMs: number) => void
}

/** Runs it in virtual time, with the gate's timing, and tells of every request that arrived. */
export function simulate(simulation: Simulation): readonly Arrival[] {
  const { server, senders, forMs, runsAtMs = dueMs => dueMs, distort = headers => headers } = simulation
  const events: Event[] = []
  const arrivals: Arrival[] = []
  const at = (atMs: number, happen: Event['happen']): void => {
    const position = events.findLastIndex(event => event.atMs <= atMs)
    events.splice(position + 1, 0, { atMs, happen })
  }
  senders.forEach(({ options, latency, lateMs = () => 0, fromMs = 0 }, sender) => {
    const pace = new Pace(options)
    const latest = new LatestWindow()
    const late = new LateAnswers()
    const send = (nowMs: number): void => {
      const held = pace.heldUntil(nowMs)
      if (nowMs < held) {
        at(held, send)
        return
      }
      at(nowMs + lateMs(), leave)
      // Like the gate: the distance is that of the moment in which the one before left.
      at(nowMs + pace.intervalMs(), send)
    }
    const leave = (readyMs: number): void => {
      const { window } = pace
      if (window === null) {
        depart(readyMs)
        return
      }
      const place = latest.take(readyMs, window)
      at(place.atMs, nowMs => {
        latest.leaves(place, nowMs)
        depart(nowMs)
      })
    }
    const depart = (nowMs: number): void => {
      // What is withheld waits for another slot, and others are sent in its place.
      if (nowMs < pace.pausedUntil) return
      const departure = pace.departs(nowMs)
      at(runsAtMs(nowMs + latency.thereMs()), arriveMs => {
        const allowance = server(arriveMs).take(arriveMs)
        arrivals.push({ sender, leftAtMs: nowMs, atMs: arriveMs, allowed: allowance.allowed })
        const headers = distort(headersOf(allowance, arriveMs), arriveMs)
        const { backMs, refusedBackMs = backMs } = latency
        at(runsAtMs(arriveMs + (allowance.allowed ? backMs() : refusedBackMs())), answeredMs => {
          pace.observe({ departure, headers, isThrottled: !allowance.allowed }, answeredMs)
          if (!allowance.allowed) {
            late.refused(answeredMs)
            return
          }
          const delayed = late.see(departure.atMs, answeredMs, pace.intervalMs())
          if (delayed !== null && pace.mayRoll(answeredMs)) late.spend(latest.delayed(delayed))
        })
      })
    }
    at(fromMs, send)
  })
  for (let event = events.shift(); event !== undefined && event.atMs <= forMs; event = events.shift()) {
    event.happen(event.atMs)
  }
  return arrivals
}

function headersOf(allowance: Allowance, nowMs: number): RateHeaders {
  return {
    limit: allowance.limit,
    remaining: allowance.remaining,
    resetInMs: Math.max(0, allowance.resetAtSeconds * 1000 - Math.floor(nowMs / 1000) * 1000),
    retryAfterMs: allowance.allowed ? null : allowance.retryAfterSeconds * 1000,
  }
}
