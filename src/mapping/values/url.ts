import { type Converter, converted, refusal } from './converted.ts'

const withScheme = /^https?:\/\/[^\s/?#]+/i
const bareDomain = /^[^\s/?#:@.]+(?:\.[^\s/?#:@.]+)+(?::\d+)?(?:[/?#]\S*)?$/

const notAUrl = refusal('not_a_url', 'not a web address: expected https://example.com, or a domain')

/** URL: http or https. A bare domain gets `https://`; nothing else about it is changed. */
export const convertUrl: Converter<string> = text => {
  const url = withScheme.test(text) ? text : bareDomain.test(text) ? `https://${text}` : null
  return url !== null && !/\s/.test(url) && URL.canParse(url) ? converted(url) : notAUrl
}
