/**
 * The same bytes, with at least `bytes` of them in the first chunk where there are so many: pipes may deliver byte by
 * byte, and what is decided by the beginning of a file must not depend on that.
 */
export async function* withFullHead(chunks: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let head: Buffer[] | null = []
  let length = 0
  for await (const chunk of chunks) {
    if (head === null) {
      yield chunk
      continue
    }
    head.push(chunk)
    length += chunk.length
    if (length < bytes) continue
    yield Buffer.concat(head, length)
    head = null
  }
  if (head !== null && length > 0) yield Buffer.concat(head, length)
}
