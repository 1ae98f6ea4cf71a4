import { RunStopped } from '../errors.ts'

/** A read that the API refused. */
export class ReadRefused extends RunStopped {
  readonly status: number

  constructor(status: number, code: string, path: string) {
    super('read_refused', `The API refuses ${path.split('?')[0]} (${status} ${code}).`)
    this.status = status
  }
}

/** A read that came to nothing again and again, while the API answered others. */
export class ReadUnanswered extends RunStopped {
  constructor(reason: string, path: string) {
    super('api_unreachable', `The API does not answer ${path.split('?')[0]}: ${reason}.`)
  }
}
