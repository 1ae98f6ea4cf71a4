import type { Messages } from './message.ts'

/** LFI0101 to LFI0199: the key, the way to the API, and what the workspace defines. */
export const connectionMessages = {
  api_key_missing: {
    number: 'LFI0101',
    meaning: 'The command speaks to the API, and there is no API key.',
    why: 'The key is never taken from an argument: every user of a machine can see those.',
    remedy: 'Set `LIGHTFIELD_API_KEY`, or name a file that holds the key with `--api-key-file FILE`.',
  },
  api_key_invalid: {
    number: 'LFI0102',
    meaning: 'What was given as the API key cannot be one.',
    remedy: 'Copy the key again: it begins with `sk_lf_` and is one word, without quotes.',
  },
  api_key_unreadable: {
    number: 'LFI0103',
    meaning: 'The file that holds the API key cannot be read.',
    remedy: 'Check the path given with `--api-key-file`, and that this user may read the file.',
  },
  base_url_invalid: {
    number: 'LFI0104',
    meaning: 'The base URL is not an http or https address without user, password, query and fragment.',
    remedy: 'Check `--base-url` and `LIGHTFIELD_BASE_URL`; without them it is `https://api.lightfield.app`.',
  },
  http_refused: {
    number: 'LFI0105',
    meaning: 'The key would go over plain http to another machine, where others can read it.',
    remedy: 'Use https, or say `--allow-http` where the network is trusted.',
  },
  proxy_invalid: {
    number: 'LFI0106',
    meaning: 'The environment names a proxy by something that is not the address of one.',
    remedy:
      'Write it as `http://proxy.example:3128`; signs in a user or a password that an address cannot hold are written as %40.',
  },
  key_refused: {
    number: 'LFI0107',
    meaning: 'The API does not accept the key: it was revoked, has run out, or belongs to another environment.',
    why: 'Every row would be refused for it, so the run stops and no row is blamed.',
    remedy:
      'Check `LIGHTFIELD_API_KEY`, or let an admin of the workspace make a new key. The same command goes on from there; with a new key it needs `--accept-new-key` once.',
  },
  scope_missing: {
    number: 'LFI0108',
    meaning: 'The key may not do what the command needs: it lacks a scope.',
    remedy: 'Let an admin of the workspace make a key with the scopes that the message names.',
  },
  request_refused: {
    number: 'LFI0109',
    meaning: 'The API, or something before it, forbids the request (403) for another reason than a missing scope.',
    why: 'A firewall or a rule of the workspace may be behind it; every other row would meet it too.',
    remedy: 'Put right what the message quotes, then give the same command again: it goes on from there.',
  },
  api_refused_client: {
    number: 'LFI0110',
    meaning: 'The API refuses every request of this program: its version or its form.',
    remedy: 'Update lightfield-import; if it is the newest, please report it.',
  },
  not_the_api: {
    number: 'LFI0111',
    meaning: 'Something answers at the base URL, but not as the Lightfield API does.',
    remedy:
      'Check `--base-url` and `LIGHTFIELD_BASE_URL`: an address without /v1, such as `https://api.lightfield.app`.',
  },
  api_unreachable: {
    number: 'LFI0112',
    meaning: 'The API did not answer for as long as it may be down.',
    why: 'What was under way is in the ledger; a request whose answer is lost is settled by the next run, without a second record.',
    remedy:
      'Check the network, then give the same command again: it goes on from there. `--give-up-after` sets how long it waits.',
  },
  rate_limit_used_up: {
    number: 'LFI0113',
    meaning: "The API lets nothing through: the workspace's rate limit is used up, by something else as it seems.",
    remedy: 'Give the same command again later: it goes on from there.',
  },
  proxy_failed: {
    number: 'LFI0114',
    meaning: 'The proxy that the environment names makes no connection to the API.',
    remedy:
      "Check `HTTPS_PROXY`, or name the API's host in `NO_PROXY`, then give the same command again: it goes on from there.",
  },
  certificate_refused: {
    number: 'LFI0115',
    meaning: 'The certificate that the server shows is not one to trust for that address.',
    why: 'The key would go to whoever is on the other side, so nothing is sent.',
    remedy:
      "Check the address. The certificates of a company's own authority are named with `NODE_EXTRA_CA_CERTS=FILE`.",
  },
  read_refused: {
    number: 'LFI0116',
    meaning: 'The API refuses to let something be read that the command needs.',
    remedy:
      '`lightfield-import doctor` tells which scopes the key has; the message names the address that was refused.',
  },
  object_unknown: {
    number: 'LFI0117',
    meaning: 'The workspace has no object type of that name, or none that can be imported.',
    remedy: "Name opportunity, account, contact, task, note, meeting, list, or a custom object's slug.",
  },
  definitions_unreadable: {
    number: 'LFI0118',
    meaning: 'The file of `--definitions` cannot be read.',
    remedy: 'Write it with: `lightfield-import definitions TYPE --out FILE`',
  },
  definitions_invalid: {
    number: 'LFI0119',
    meaning: 'A file does not hold the definitions of the object type that the command is about.',
    remedy: 'Write it with: `lightfield-import definitions TYPE --out FILE`',
  },
  no_definitions: {
    number: 'LFI0120',
    meaning: 'The API has no definitions of that object type: its fields are the same in every workspace.',
    remedy: 'No file is needed: leave out `--definitions`.',
  },
} as const satisfies Messages
