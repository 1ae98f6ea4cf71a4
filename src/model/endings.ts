/**
 * What is to be closed at the end of a piece of work, the last first. Node 24 has such a thing of its own
 * (`AsyncDisposableStack`), Node 22 has not.
 */
export class Endings implements AsyncDisposable {
  readonly #endings: (() => unknown)[] = []

  /** Has something closed at the end. */
  use<T extends AsyncDisposable>(resource: T): T {
    this.defer(() => resource[Symbol.asyncDispose]())
    return resource
  }

  /** Has something done at the end. */
  defer(ending: () => unknown): void {
    this.#endings.push(ending)
  }

  /** Does all of them, whatever one of them throws: the first error is thrown at the end. */
  async [Symbol.asyncDispose](): Promise<void> {
    const errors: unknown[] = []
    for (const ending of this.#endings.splice(0).toReversed()) {
      try {
        await ending()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw errors[0]
  }
}
