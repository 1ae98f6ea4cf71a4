import type { DryClient } from '../import/dry-client.ts'
import { planRowOf } from '../import/planning/plan-row.ts'
import type { RunSummary } from '../import/run-config.ts'
import { rateCategories } from '../lightfield/rate-limiter.ts'
import type { Forecast } from '../report/dry-run-text.ts'
import type { Samples } from '../report/samples.ts'

/** What a dry run found that a run would do. */
export function dryRunReport(client: DryClient, { outcomes, parents }: RunSummary, samples: Samples): Forecast {
  const sending = sendingForecast(client)
  const made = [...parents.values()].reduce((sum, count) => sum + count, 0)
  return {
    ...sending,
    writes: {
      creates: outcomes.created,
      updates: outcomes.updated,
      followUps: sending.requests.write - outcomes.created - outcomes.updated - made,
      parents: made,
    },
    samples: samples
      .list()
      .map(([outcome, rows]) => [outcome, rows.map(row => ({ ...planRowOf(row), http_link: row.httpLink }))]),
  }
}

/** What would be sent, and how long that takes: categories do not share a budget, so it is the slowest of them. */
export function sendingForecast(client: DryClient): Pick<Forecast, 'requests' | 'rates' | 'expectedMs'> {
  const requests = client.planned()
  const rates = {
    write: client.limiter('write').limit,
    read: client.limiter('read').limit,
    search: client.limiter('search').limit,
  }
  const durations = rateCategories.map(category => (requests[category] * 1000) / rates[category])
  return { requests, rates, expectedMs: Math.max(...durations) }
}
