import { type Converter, converted, refusal } from './converted.ts'

const shape = /^[^\s@<>()[\],;:"\\]+@[^\s@<>()[\],;:"\\.]+(?:\.[^\s@<>()[\],;:"\\.]+)+$/

/** Longest address that mail can carry (RFC 5321, section 4.5.3.1.3). */
const maxLength = 254

const notAnEmail = refusal('not_an_email', 'not an e-mail address: expected name@example.com')
const several = refusal('several_emails', 'holds several e-mail addresses: declare what separates them with split')

/** EMAIL: an address of the usual shape, as it stands. Whether it exists is not for us to find out. */
export const convertEmail: Converter<string> = text => {
  if (text.length <= maxLength && shape.test(text)) return converted(text)
  return text.split('@').length > 2 && /[,;\s]/.test(text) ? several : notAnEmail
}
