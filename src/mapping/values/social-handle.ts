import type { FieldDefinition } from '../../model/definitions.ts'
import { type Converter, converted, refusal } from './converted.ts'
import { convertUrl } from './url.ts'

type HandleService = NonNullable<FieldDefinition['handleService']>

/** The hosts that profiles of a service are found at, the one to write first; and whether a bare handle says enough. */
const services = {
  TWITTER: { hosts: ['x.com', 'twitter.com'], takesHandle: true },
  LINKEDIN: { hosts: ['linkedin.com'], takesHandle: false },
  FACEBOOK: { hosts: ['facebook.com', 'fb.com'], takesHandle: true },
  INSTAGRAM: { hosts: ['instagram.com'], takesHandle: true },
} as const satisfies Record<HandleService, { hosts: readonly [string, ...string[]]; takesHandle: boolean }>

/**
 * SOCIAL_HANDLE: a profile URL of the field's service. A handle becomes one where the service has a single place for
 * profiles; LinkedIn keeps people and companies apart, and so needs the URL.
 */
export function socialHandleConverter(service: HandleService | null): Converter<string> {
  if (service === null) return convertUrl
  const { hosts, takesHandle } = services[service]
  const expected = takesHandle ? `a handle or https://${hosts[0]}/…` : `a URL such as https://${hosts[0]}/in/…`
  const notAProfile = refusal('not_a_profile', `not a profile of the field's service: expected ${expected}`)
  return text => {
    const handle = /^@?([\w.-]{1,80})$/.exec(text)?.[1]
    const isHandle = handle !== undefined && (text.startsWith('@') || !handle.includes('.'))
    if (isHandle) return takesHandle ? converted(`https://${hosts[0]}/${handle}`) : notAProfile
    const url = convertUrl(text)
    return url.ok && isProfile(url.value, hosts) ? url : notAProfile
  }
}

function isProfile(url: string, hosts: readonly string[]): boolean {
  const { hostname, pathname } = new URL(url)
  return pathname.length > 1 && hosts.some(host => hostname === host || hostname.endsWith(`.${host}`))
}
