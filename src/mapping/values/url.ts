import { type Converter, converted, refusal } from './converted.ts'

const withScheme = /^https?:\/\/[^\s/?#]+/i
const bareDomain = /^[^\s/?#:@.]+(?:\.[^\s/?#:@.]+)+\.?(?::\d+)?(?:[/?#]\S*)?$/
/** URLs may have other signs in a host, such as the comma between two addresses in one cell; no real host has. */
const realHost = /^(?:[a-z\d._-]+|\[[a-f\d:.]+\])$/
/** What becomes of a bare number such as `3.14`. */
const numericHost = /^[\d.]+$/

/** What browsers take at most; a longer text is no address that anybody opens. */
const maxLength = 8192

const notAUrl = refusal('not_a_url', 'not a web address: expected https://example.com, or a domain')
const several = refusal('several_urls', 'holds several web addresses: declare what separates them with split')

/** URL: http or https. A bare domain gets `https://`; nothing else about it is changed. */
export const convertUrl: Converter<string> = text => {
  if (text.length > maxLength) return notAUrl
  const bare = text.startsWith('//') ? text.slice(2) : text
  const isWhole = withScheme.test(text)
  const url = isWhole ? text : bareDomain.test(bare) ? `https://${bare}` : null
  const host = url === null || /\s/.test(url) ? '' : (URL.parse(url)?.hostname ?? '')
  if (url !== null && realHost.test(host) && (isWhole || !numericHost.test(host))) return converted(url)
  return isList(text) ? several : notAUrl
}

/** Whether a text is several addresses, with the usual separators between them. */
function isList(text: string): boolean {
  const parts = text.split(/[,;|\s]+/).filter(part => part !== '')
  return parts.length > 1 && parts.every(part => convertUrl(part).ok)
}
