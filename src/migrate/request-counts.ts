import type { RequestCounts } from '../lightfield/client.ts'

/** What was counted between two readings of one client's counts. */
export function countsSince(before: RequestCounts, now: RequestCounts): RequestCounts {
  return combined(now, before, (a, b) => a - b)
}

/** Both together. */
export function sumOfCounts(first: RequestCounts, second: RequestCounts): RequestCounts {
  return combined(first, second, (a, b) => a + b)
}

function combined(a: RequestCounts, b: RequestCounts, combine: (a: number, b: number) => number): RequestCounts {
  return {
    requests: {
      write: combine(a.requests.write, b.requests.write),
      read: combine(a.requests.read, b.requests.read),
      search: combine(a.requests.search, b.requests.search),
    },
    retries: combine(a.retries, b.retries),
    throttled: combine(a.throttled, b.throttled),
  }
}
