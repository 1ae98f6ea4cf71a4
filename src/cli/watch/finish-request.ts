import { createHmac } from 'node:crypto'
import { version } from '../../library/version.ts'

/**
 * The headers of one attempt. The id is that of the message and stays the same, so that a receiver tells a repetition from
 * something new; time and signature are the attempt's own, so that it can refuse what is old.
 *
 * @param secret null: not signed
 * @param now milliseconds, UTC
 */
export function finishHeaders(
  { id, body, secret }: { readonly id: string; readonly body: string; readonly secret: string | null },
  now: number,
): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/json',
    'user-agent': `lightfield-import/${version}`,
    'x-lightfield-import-id': id,
    ...(secret !== null && { 'x-lightfield-import-signature': signature(body, secret, Math.floor(now / 1000)) }),
  }
}

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 over `<seconds>.<body>`, as Stripe and others sign. */
export function signature(body: string, secret: string, seconds: number): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}
