import type { FieldDefinition } from '../../model/definitions.ts'
import { type Converter, converted, type Refusal, refusal } from './converted.ts'
import { convertUrl } from './url.ts'

export type HandleService = NonNullable<FieldDefinition['handleService']>

interface Service {
  /** Hosts of profiles, with everything below them; the first is the one to write. */
  readonly hosts: readonly [string, ...string[]]
  readonly handle: RegExp
  /** First steps of a path that lead elsewhere. */
  readonly others: ReadonlySet<string>
  /** First steps of a path that take a second one to name a profile. */
  readonly sections: ReadonlySet<string>
  /** Whether every profile stands in a section: then a bare handle needs to be told which. */
  readonly onlySections: boolean
}

const services: Readonly<Record<HandleService, Service>> = {
  TWITTER: {
    hosts: ['x.com', 'twitter.com'],
    handle: /^\w{1,20}$/,
    others: new Set('home i search intent share hashtag explore settings login messages notifications'.split(' ')),
    sections: new Set(),
    onlySections: false,
  },
  LINKEDIN: {
    hosts: ['linkedin.com'],
    handle: /^[\p{L}\p{N}\p{M}_.-]{1,120}$/u,
    others: new Set(),
    sections: new Set(['in', 'company', 'school', 'showcase', 'pub']),
    onlySections: true,
  },
  FACEBOOK: {
    hosts: ['facebook.com', 'fb.com', 'fb.me'],
    handle: /^[\p{L}\p{N}.-]{1,120}$/u,
    others: new Set('sharer sharer.php login login.php watch events home.php dialog plugins marketplace'.split(' ')),
    sections: new Set(['pages', 'people', 'groups', 'p']),
    onlySections: false,
  },
  INSTAGRAM: {
    hosts: ['instagram.com', 'instagr.am'],
    handle: /^[\w.]{1,40}$/,
    others: new Set('p reel reels tv explore stories accounts direct'.split(' ')),
    sections: new Set(),
    onlySections: false,
  },
}

/** What stands after an address where a profile's name would: most likely the address of a website. */
const websiteEnding = /\.(?:com|org|net|io|co|de|fr|uk|eu|us|ai|app|dev|info|biz)$/i

/**
 * SOCIAL_HANDLE: the URL of a profile of the field's service, in one form: the service's own host, without query and
 * trailing slash. A bare handle becomes one; where a service keeps people and companies apart, as LinkedIn does,
 * `section` says which it is, and without (null) the handle needs `in/` or `company/` before it.
 */
export function socialHandleConverter(service: HandleService | null, section: string | null): Converter<string> {
  if (service === null) return convertUrl
  const rules = services[service]
  const { hosts, onlySections } = rules
  const example = onlySections && section === null ? `https://${hosts[0]}/in/…` : `a handle or https://${hosts[0]}/…`
  const notAProfile = refusal('not_a_profile', `not a profile of the field's service: expected ${example}`)
  return text => {
    if (text.length > maxLength) return notAProfile
    const steps = handleSteps(text, rules, section) ?? urlSteps(text, rules)
    return steps === null ? notAProfile : profile(steps, rules, notAProfile)
  }
}

const maxLength = 2048

/** The path of a handle; null for a text that is more than a handle. */
function handleSteps(text: string, rules: Service, section: string | null): readonly string[] | null {
  const handle = text.startsWith('@') ? text.slice(1).trim() : text
  if (!isHandle(handle, rules)) return null
  if (handle === text && (websiteEnding.test(handle) || rules.hosts.some(host => handle.endsWith(host)))) return null
  if (!rules.onlySections) return [handle]
  return section === null ? null : [section, handle]
}

/** The path of a URL of the service, `?id=` of a profile without a name included. */
function urlSteps(text: string, { hosts, sections }: Service): readonly string[] | null {
  const section = /^\/?([a-z]+)\/./i.exec(text)?.[1]?.toLowerCase()
  const full = section !== undefined && sections.has(section) ? `${hosts[0]}/${text.replace(/^\//, '')}` : text
  const result = convertUrl(full)
  if (!result.ok) return null
  const { hostname, pathname, hash, searchParams } = new URL(result.value)
  if (!hosts.some(host => hostname === host || hostname.endsWith(`.${host}`))) return null
  const path = hash.startsWith('#!/') ? hash.slice(2) : pathname
  const steps = path.split('/').filter(step => step !== '')
  const id = searchParams.get('id')
  if (steps[0] === 'profile.php') return id !== null && /^\d{1,20}$/.test(id) ? [`profile.php?id=${id}`] : null
  return steps
}

function profile(steps: readonly string[], rules: Service, notAProfile: Refusal) {
  const [host] = rules.hosts
  const [first = '', second] = steps.map(step => step.replace(/^@/, ''))
  const section = first.toLowerCase()
  if (first === '' || rules.others.has(section)) return notAProfile
  if (rules.sections.has(section)) {
    if (second === undefined || !hasLetter.test(decoded(second))) return notAProfile
    // Older addresses of people and pages need all of their steps.
    const kept = section === 'in' || section === 'company' || section === 'school' ? [second] : steps.slice(1)
    return converted(`https://${host}/${[section, ...kept].join('/')}`)
  }
  if (rules.onlySections) return notAProfile
  const isName = first.startsWith('profile.php?id=') || isHandle(decoded(first), rules)
  return isName ? converted(`https://${host}/${first}`) : notAProfile
}

/** A dash alone is how people write that there is none. */
function isHandle(text: string, rules: Service): boolean {
  return rules.handle.test(text) && hasLetter.test(text)
}

const hasLetter = /[\p{L}\p{N}]/u

/** A step of a path as people read it; as it stands where its escapes are broken. */
function decoded(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}
