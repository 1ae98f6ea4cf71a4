import type { Clock } from '../model/clock.ts'
import type { RunSample } from '../model/run-sample.ts'
import type { RunClient } from './dry-client.ts'

/** How long a sample is at least, but for the last one: a run of 100 hours has 36,000 of them. */
const sampleMs = 10_000
/** How late a sample may be taken. */
const lookEveryMs = 500

/** How a run stood to the limit of its writes. */
export interface LimitUse {
  /** Writes that the limit would have allowed in the whole time of the run, its pauses and outages included. */
  readonly allowedWrites: number
  /** How long nothing could be written because the server had said when to come again, in milliseconds. */
  readonly pausedMs: number
  /** How long the API did not answer, in milliseconds. */
  readonly outageMs: number
}

interface MeterParts {
  readonly client: MeteredClient
  readonly clock: Pick<Clock, 'now'>
}

type MeteredClient = Pick<RunClient, 'counts' | 'limiter' | 'latency' | 'outageMs'>

/** Takes samples of what a client does: each is what its counters have gained since the one before. */
export class RunMeter {
  readonly #client: MeteredClient
  readonly #clock: Pick<Clock, 'now'>
  #last: Reading
  #use: LimitUse = { allowedWrites: 0, pausedMs: 0, outageMs: 0 }

  constructor({ client, clock }: MeterParts) {
    this.#client = client
    this.#clock = clock
    this.#last = readingOf(client, clock)
  }

  /** The samples so far taken together. */
  get use(): LimitUse {
    return this.#use
  }

  /** A sample, where it is time for one; else null. */
  look(): RunSample | null {
    return this.#clock.now() - this.#last.at >= sampleMs ? this.sample() : null
  }

  /** A sample of what went on since the last one. */
  sample(): RunSample {
    const before = this.#last
    const now = readingOf(this.#client, this.#clock)
    const ms = Math.max(0, now.at - before.at)
    // An outage is noticed some seconds after it began: what does not fit in here goes with the next sample.
    const outageMs = Math.min(now.outageMs - before.outageMs, ms)
    this.#last = { ...now, outageMs: before.outageMs + outageMs }
    const limit = this.#client.limiter('write').limit
    const sample: RunSample = {
      startedAt: before.at,
      endedAt: now.at,
      requests: {
        write: now.requests.write - before.requests.write,
        read: now.requests.read - before.requests.read,
        search: now.requests.search - before.requests.search,
      },
      throttled: now.throttled - before.throttled,
      retries: now.retries - before.retries,
      limit,
      pausedMs: now.pausedMs - before.pausedMs,
      outageMs,
      latency: now.latency.map((count, at) => count - (before.latency[at] ?? 0)),
    }
    const { allowedWrites, pausedMs } = this.#use
    this.#use = {
      allowedWrites: allowedWrites + (limit * ms) / 1000,
      pausedMs: pausedMs + sample.pausedMs,
      outageMs: this.#use.outageMs + outageMs,
    }
    return sample
  }
}

/** Has a meter look again and again until it is disposed of, and `keep` what it sees. */
export function lookOn(meter: RunMeter, keep: (sample: RunSample) => void): Disposable {
  const timer = setInterval(() => {
    const sample = meter.look()
    if (sample !== null) keep(sample)
  }, lookEveryMs)
  // The run is what keeps the process alive.
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/** What the counters said at one time. */
interface Reading extends Pick<RunSample, 'requests' | 'throttled' | 'retries' | 'pausedMs' | 'outageMs' | 'latency'> {
  readonly at: number
}

function readingOf(client: MeteredClient, clock: Pick<Clock, 'now'>): Reading {
  return {
    at: clock.now(),
    ...client.counts(),
    pausedMs: client.limiter('write').pausedMs,
    outageMs: client.outageMs,
    latency: client.latency.counts(),
  }
}
