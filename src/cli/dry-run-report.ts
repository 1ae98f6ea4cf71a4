import type { DryClient } from '../import/dry-client.ts'
import { planRowOf } from '../import/planning/plan-row.ts'
import type { Unsettled } from '../import/planning/unsettled.ts'
import type { RunSummary } from '../import/run-config.ts'
import { rateCategories } from '../lightfield/rate-limiter.ts'
import type { Forecast, SendingForecast } from '../report/dry-run-text.ts'
import type { Samples } from '../report/samples.ts'

/**
 * What a dry run found that a run would do.
 *
 * @param unsettled what it would settle first, which a dry run does not pretend to do
 */
export function dryRunReport(
  client: DryClient,
  unsettled: Unsettled,
  { outcomes, parents }: RunSummary,
  samples: Samples,
): Forecast {
  const sending = sendingForecast(client, unsettled)
  const { settledFirst } = sending
  const made = [...parents.values()].reduce((sum, count) => sum + count, 0)
  return {
    ...sending,
    writes: {
      creates: outcomes.created,
      updates: outcomes.updated,
      followUps: sending.requests.write - settledFirst - outcomes.created - outcomes.updated - made,
      parents: made,
    },
    samples: samples
      .list()
      .map(([outcome, rows]) => [outcome, rows.map(row => ({ ...planRowOf(row), http_link: row.httpLink }))]),
  }
}

/** What would be sent, and how long that takes: categories do not share a budget, so it is the slowest of them. */
export function sendingForecast(client: DryClient, { sentAgain }: Unsettled): SendingForecast {
  const planned = client.planned()
  const requests = { ...planned, write: planned.write + sentAgain }
  const read = client.limiter('read').limit
  const rates = {
    // No write has been answered yet. Source: the "Rate limits" page, which gives all categories the same limit.
    write: Math.min(client.limiter('write').limit, read),
    read,
    search: client.limiter('search').limit,
  }
  const durations = rateCategories.map(category => (requests[category] * 1000) / rates[category])
  return { requests, rates, expectedMs: Math.max(...durations), settledFirst: sentAgain }
}
