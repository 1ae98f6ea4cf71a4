import { type Converter, converted, refusal } from './converted.ts'

const shape = /^[^\s@<>()[\],;:"\\]+@[^\s@<>()[\],;:"\\.]+(?:\.[^\s@<>()[\],;:"\\.]+)+$/
/** As mail programs copy it: `Ada King <ada@example.com>`. */
const named = /^[^<>@]*<([^<>]+)>$/

/** Longest address that mail can carry (RFC 5321, section 4.5.3.1.3). */
const maxLength = 254
/** Longest text that may hold one, with its name before it. */
const maxNamedLength = 1000

const notAnEmail = refusal('not_an_email', 'not an e-mail address: expected name@example.com')
const several = refusal('several_emails', 'holds several e-mail addresses: declare what separates them with split')

/** EMAIL: an address of the usual shape, as it stands, without the name or `mailto:` before it. */
export const convertEmail: Converter<string> = text => {
  if (text.length <= maxLength && shape.test(text)) return converted(text)
  if (text.length > maxNamedLength) return notAnEmail
  const address = (named.exec(text)?.[1] ?? text).trim().replace(/^mailto:\s*/i, '')
  if (address !== text && address.length <= maxLength && shape.test(address)) return converted(address)
  return text.split('@').length > 2 && /[,;\s]/.test(text) ? several : notAnEmail
}
