import type { LimitUse } from '../import/run-meter.ts'
import type { RequestCounts } from '../lightfield/client.ts'
import { formatCount, formatDuration, formatNumber } from './text.ts'

/** In less time than this, a request more or less makes much of a difference. */
const leastTimeMs = 1_000
const worthTellingMs = 1_000

/** How long it took, how fast it was against the limit, with which requests, and what held it up, line by line. */
export function paceLines(ms: number, counts: RequestCounts, use: LimitUse | null): readonly string[] {
  const rate = rateText(ms, counts, use)
  const requests = requestsText(counts)
  return [
    ...(rate === null ? [`${formatDuration(ms)} (${requests})`] : [`${formatDuration(ms)}, ${rate}`, requests]),
    ...(use === null ? [] : waitingTexts(use)),
  ]
}

/**
 * Share of the writes that the limit allowed, from 0 to 1; null where it is not known or tells nothing. Pauses and outages
 * count as time in which writes were allowed: what they cost is told beside it.
 */
export function limitUsed(ms: number, writes: number, use: LimitUse | null): number | null {
  if (use === null || use.allowedWrites <= 0 || writes === 0 || ms < leastTimeMs) return null
  // The first write needs no wait: a few more than rate times time is within the limit.
  return Math.min(1, writes / use.allowedWrites)
}

/** Requests by category, those that there were. */
export function requestTexts({ write, search, read }: RequestCounts['requests']): readonly string[] {
  return [
    ...(write > 0 ? [formatCount(write, 'write')] : []),
    ...(search > 0 ? [formatCount(search, 'search', 'searches')] : []),
    ...(read > 0 ? [formatCount(read, 'read')] : []),
  ]
}

function rateText(ms: number, { requests }: RequestCounts, use: LimitUse | null): string | null {
  if (ms === 0 || requests.write === 0) return null
  const rate = `${formatNumber((requests.write * 1000) / ms)} writes a second`
  const used = limitUsed(ms, requests.write, use)
  return used === null ? rate : `${rate}: ${formatNumber(used * 100)}% of what the limit allowed`
}

function requestsText({ requests, retries, throttled }: RequestCounts): string {
  const troubles = [
    ...(retries > 0 ? [formatCount(retries, 'retry', 'retries')] : []),
    ...(throttled > 0 ? [`${formatNumber(throttled)} over the limit`] : []),
  ]
  const sent = requestTexts(requests).join(', ') || 'no request'
  return troubles.length === 0 ? sent : `${sent}; ${troubles.join(', ')}`
}

function waitingTexts({ pausedMs, outageMs }: LimitUse): readonly string[] {
  const told = [
    ...(pausedMs >= worthTellingMs ? [`waited ${formatDuration(pausedMs)} when the server asked for it`] : []),
    ...(outageMs >= worthTellingMs ? [`the API did not answer for ${formatDuration(outageMs)}`] : []),
  ]
  return told.length === 0 ? [] : [told.join('; ')]
}
