/** What any TLS connection of ours asks for, whatever the environment says (`NODE_TLS_REJECT_UNAUTHORIZED=0`). */
export const tlsOptions = { rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const
