/** Who is to blame where no connection came about. */
export type Culprit = 'api' | 'proxy' | 'certificate'

/** What came to nothing, as a clause, and whether it looks as if the address were not the API's. */
interface Failed {
  readonly reason: string
  readonly isMisdirected?: true
}

/**
 * No answer: `unsent` where the request cannot have reached the API, `withheld` where that was our own doing, `lost` where
 * it may have.
 */
export type NoAnswer =
  | ({ readonly failed: 'unsent'; readonly culprit: Culprit } & Failed)
  | { readonly failed: 'withheld' }
  | ({ readonly failed: 'lost' } & Failed)

/** There was no connection to send anything on. */
export class NotConnected extends Error {
  constructor(cause: unknown) {
    super('no connection', { cause })
    this.name = 'NotConnected'
  }
}

/** The proxy makes no connection to the API. The message names the proxy, without its user and password. */
export class ProxyFailed extends Error {
  constructor(proxy: URL, what: string) {
    super(`the proxy ${proxy.host}: ${what}`)
    this.name = 'ProxyFailed'
  }
}

/** A request that was kept back, since the API had refused the run meanwhile, or asked for a pause. */
export class Withheld extends Error {
  constructor() {
    super('the request was kept back')
    this.name = 'Withheld'
  }
}

/** An answer took longer than it may. */
export class AnswerTimedOut extends Error {
  constructor() {
    super('no answer came in time')
    this.name = 'AnswerTimedOut'
  }
}

/** What it means that a request came to nothing. Never an error's own message: it may hold what was sent. */
export function noAnswer(error: unknown): NoAnswer {
  if (error instanceof Withheld) return { failed: 'withheld' }
  if (error instanceof AnswerTimedOut) return { failed: 'lost', reason: error.message }
  if (!(error instanceof NotConnected)) return { failed: 'lost', ...whatFailed(error) }
  const { cause } = error
  if (cause instanceof ProxyFailed) {
    return { failed: 'unsent', reason: cause.message, culprit: 'proxy', isMisdirected: true }
  }
  const certificate = certificateFaults.get(codeOf(cause))
  if (certificate === undefined) return { failed: 'unsent', culprit: 'api', ...whatFailed(cause) }
  return { failed: 'unsent', reason: certificate, culprit: 'certificate', isMisdirected: true }
}

function whatFailed(error: unknown): Failed {
  const reason = describeFailure(error)
  const isMisdirected = isNoHttp(error) || codesOfWrongAddresses.has(codeOf(error)) || codeOf(error).includes('SSL')
  return isMisdirected ? { reason, isMisdirected } : { reason }
}

/** What went wrong with a connection, as a clause; an unknown failure by its code. */
export function describeFailure(error: unknown): string {
  const code = codeOf(error)
  if (isNoHttp(error)) return 'what came is not HTTP'
  return explanations.get(code) ?? certificateFaults.get(code) ?? `the connection failed (${code})`
}

/** Not every such error has a code. */
function isNoHttp(error: unknown): boolean {
  return codeOf(error).startsWith('HPE_') || (error instanceof Error && error.name === 'HTTPParserError')
}

/** Others, such as a reset or a time-out, happen on the way to the right address as well. */
const codesOfWrongAddresses: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EPROTO'])

/** The code of an error, or of the first of several: a host with two addresses fails with both. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  const code = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) ? code : 'unknown reason'
}

const explanations: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'the connection was refused'],
  ['ENOTFOUND', 'the host name is not known'],
  ['EHOSTUNREACH', 'the host cannot be reached'],
  ['ENETUNREACH', 'the network cannot be reached'],
  ['ETIMEDOUT', 'the connection timed out'],
  ['EAI_AGAIN', 'the host name could not be looked up'],
  ['ECONNRESET', 'the connection was reset'],
  ['EPIPE', 'the connection was closed'],
  ['EPROTO', 'the server does not speak TLS as it should'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'the server does not speak TLS: is it http rather than https?'],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'the server does not speak TLS: is it http rather than https?'],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'the server speaks no TLS that is safe (1.2 or newer)'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'the server speaks no TLS that is safe (1.2 or newer)'],
  ['UND_ERR_SOCKET', 'the connection was closed before the answer came'],
  ['UND_ERR_CONNECT_TIMEOUT', 'the connection could not be made in time'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'what came is not HTTP'],
  ['UND_ERR_HEADERS_OVERFLOW', 'the headers of the answer are too large'],
])

/** Source: the error codes of OpenSSL's certificate checks, and Node's own for the host name. */
const certificateFaults: ReadonlyMap<string, string> = new Map([
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['CERT_NOT_YET_VALID', 'its certificate is not valid yet; is the clock of this machine right?'],
  ['CERT_REVOKED', 'its certificate was revoked'],
  ['CERT_UNTRUSTED', 'its certificate is not trusted'],
  ['CERT_SIGNATURE_FAILURE', 'its certificate is forged or damaged'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is signed by itself alone'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate is signed by an authority that this machine does not know'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'its certificate is signed by an authority that this machine does not know'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its certificate is signed by an authority that this machine does not know'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate is signed by an authority that this machine does not know'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is that of another host'],
  ['INVALID_PURPOSE', 'its certificate is not meant for servers'],
])
