import type { Messages } from './message.ts'

/** LFI0901 to LFI0999: codes and types of the API's own. Source: the "Errors" page of its documentation. */
export const apiMessages = {
  bad_request: {
    number: 'LFI0901',
    meaning: 'The API does not take the row as it stands.',
    remedy: 'The message says what it dislikes; mend the row or the mapping, then run the file again.',
  },
  unauthorized: {
    number: 'LFI0902',
    meaning: 'The API does not accept the key.',
    remedy: 'Check `LIGHTFIELD_API_KEY`, then give the same command again: it goes on from there.',
  },
  forbidden: {
    number: 'LFI0903',
    meaning: 'The key may not do this.',
    remedy: 'Let an admin of the workspace make a key with the scope that is needed.',
  },
  not_found: {
    number: 'LFI0904',
    meaning: 'The API has no record of the id that the request names.',
    remedy: 'It may be in the trash or merged into another. Where the id comes from the file, correct it.',
  },
  conflict: {
    number: 'LFI0905',
    meaning: 'The row conflicts with what the workspace has, such as a value that may be there only once.',
    remedy: 'Look for the other record; the modes find-or-create and upsert take it instead of making a second one.',
  },
  unprocessable_content: {
    number: 'LFI0906',
    meaning: 'The API understands the row and cannot carry it out; it names the field where it knows it.',
    remedy: 'Mend the value that the message is about, then run the file again.',
  },
  unknown_field: {
    number: 'LFI0907',
    meaning: 'The workspace has no such field, though the mapping fills it.',
    remedy: 'Correct the key in the mapping; `check` without `--offline` finds this before anything is sent.',
  },
  unknown_relationship: {
    number: 'LFI0908',
    meaning: 'The workspace has no such relationship, though the mapping fills it.',
    remedy: 'Correct the key in the mapping; `check` without `--offline` finds this before anything is sent.',
  },
  referenced_resource_missing: {
    number: 'LFI0909',
    meaning: 'The row names a record, a member or a file by an id that the workspace does not have.',
    remedy: 'Correct the id, or let the mapping look the record up with find.',
  },
  relationship_entity_missing: {
    number: 'LFI0910',
    meaning: 'A record that a relationship of the row points to is not there.',
    remedy: 'Correct the id, or let the mapping look the record up with find.',
  },
  relationship_entity_inactive: {
    number: 'LFI0911',
    meaning: 'A record that a relationship of the row points to is in the trash, or a member has left.',
    remedy: 'Restore it in Lightfield, or point to another one.',
  },
  invalid_type: {
    number: 'LFI0912',
    meaning: 'A value is of another type than the field takes.',
    remedy: 'Check the field in the mapping; `check` without `--offline` judges values by the definitions.',
  },
  parameter_missing: {
    number: 'LFI0913',
    meaning: 'A field is missing that the API needs.',
    remedy: 'Fill the field that the message names, from a column, with a default or with a constant.',
  },
  invalid_configuration: {
    number: 'LFI0914',
    meaning: 'The workspace is not set up for what the row says.',
    remedy: 'Let an admin of the workspace look at the object and the field that the message names.',
  },
  idempotency_key_too_long: {
    number: 'LFI0915',
    meaning: 'The API says that the idempotency key is too long, which no key of this program is.',
    remedy: 'Please report it, with the log of `--log-level debug --log-file FILE`.',
  },
  ambiguous_stage_label: {
    number: 'LFI0916',
    meaning: 'Several pipelines have a stage of this label.',
    remedy: 'Name the stage by its id, with values in the rule of $stage, or fill the pipeline too.',
  },
  relationship_write_limit_exceeded: {
    number: 'LFI0917',
    meaning: 'The row links more records at once than the API allows.',
    remedy: 'Please report it: this program sends at most 25 links in a request.',
  },
  stage_unresolved_in_pipeline: {
    number: 'LFI0918',
    meaning: 'The pipeline of the row has no stage of this label.',
    remedy: 'Map the word to a stage of that pipeline with values, or correct the pipeline.',
  },
  unknown_pipeline: {
    number: 'LFI0919',
    meaning: 'The workspace has no pipeline of this name.',
    remedy: 'Map the word to a pipeline with values, by its label or its id.',
  },
  idempotency_conflict: {
    number: 'LFI0920',
    meaning: 'A request with the same idempotency key is still under way.',
    why: 'The program waits and sends the same again; a row is told so only where that went on for too long.',
    remedy: 'Give the same command again later.',
  },
  too_many_requests: {
    number: 'LFI0921',
    meaning: 'The rate limit of the workspace is used up.',
    remedy: 'The program slows down and sends the same again. `--headroom` leaves a part of the limit to others.',
  },
  internal_server_error: {
    number: 'LFI0922',
    meaning: 'The API failed on its own side, and nobody knows whether the request was carried out.',
    remedy:
      'The program sends the same again with the same key. Where rows stay in doubt, give the same command again.',
  },
  service_unavailable: {
    number: 'LFI0923',
    meaning: 'The API is down for a while.',
    remedy: 'The program waits and goes on; `--give-up-after` sets for how long.',
  },
  gateway_timeout: {
    number: 'LFI0924',
    meaning: 'The API did not answer its own gateway in time; the request may have been carried out.',
    remedy:
      'The program sends the same again with the same key. Where rows stay in doubt, give the same command again.',
  },
  version_header: {
    number: 'LFI0925',
    meaning: 'The API does not know the version that this program asks for.',
    remedy: 'Update lightfield-import.',
  },
  unsupported_media_type: {
    number: 'LFI0926',
    meaning: 'The API does not take requests of the form that this program sends.',
    remedy: 'Update lightfield-import; if it is the newest, please report it.',
  },
} as const satisfies Messages
