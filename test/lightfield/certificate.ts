import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** How a certificate differs from one that is good for `localhost` today. */
export interface CertificateFaults {
  readonly host?: string
  readonly from?: Date
  readonly until?: Date
}

/** Makes a certificate that is signed by itself: it is good for whoever is told to trust it. */
export function makeCertificate(faults: CertificateFaults = {}): Certificate {
  const { host = 'localhost', from = new Date('2026-01-01'), until = new Date('2126-01-01') } = faults
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(set(sequence(oid(commonName), der(0x0c, Buffer.from(host)))))
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    sequence(oid(ecdsaWithSha256)),
    name,
    sequence(time(from), time(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension(subjectAltName, sequence(der(0x82, Buffer.from(host)))))),
  )
  const signature = sign('sha256', content, privateKey)
  const certificate = sequence(content, sequence(oid(ecdsaWithSha256)), der(0x03, Buffer.from([0]), signature))
  const base64 = certificate.toString('base64').replace(/.{64}/g, '$&\n')
  return {
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  }
}

// The contents of the identifiers as DER writes them. Source: RFC 5280 and RFC 5758.
const commonName = '550403'
const subjectAltName = '551d11'
const ecdsaWithSha256 = '2a8648ce3d040302'

/** A value in DER: its tag, its length, its content. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const long = content.length.toString(16)
  const length =
    content.length < 0x80
      ? Buffer.from([content.length])
      : Buffer.from(
          (0x80 + Math.ceil(long.length / 2)).toString(16) + long.padStart(2 * Math.ceil(long.length / 2), '0'),
          'hex',
        )
  return Buffer.concat([Buffer.from([tag]), length, content])
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts)
}

function set(...parts: readonly Buffer[]): Buffer {
  return der(0x31, ...parts)
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

function time(at: Date): Buffer {
  return der(0x18, Buffer.from(`${at.toISOString().replace(/\D/g, '').slice(0, 14)}Z`))
}

function extension(hex: string, content: Buffer): Buffer {
  return sequence(oid(hex), der(0x04, content))
}
