import { InputError } from '../../errors.ts'
import { isLoopback } from '../../library/address.ts'

/**
 * Reads the address of `--on-finish`. Its path and its query are often a secret, and so are in no message.
 *
 * @throws InputError `on_finish_invalid`, `on_finish_insecure`
 */
export function readFinishUrl(text: string, allowHttp: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  const hasUser = /^[a-z]+:[/\\]*[^/\\?#]*@/i.test(text.trim())
  if (url === null || !['http:', 'https:'].includes(url.protocol) || hasUser || url.hash !== '') {
    throw new InputError(
      'on_finish_invalid',
      '--on-finish is not an http or https address without user, password and fragment.',
      { hint: 'Such as --on-finish https://hooks.example.com/lightfield' },
    )
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !allowHttp) {
    throw new InputError('on_finish_insecure', `The summary would go over plain http to ${url.host} (--on-finish).`, {
      hint: 'Use https, or say --allow-http where the network is trusted.',
    })
  }
  return url
}
