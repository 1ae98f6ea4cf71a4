const blockCharacters = 64 * 1024

/**
 * Short texts joined to blocks of some 64,000 characters, in their order: a system call for each line of a large output
 * takes longer than making the line.
 */
export function* inBlocks(texts: Iterable<string>): Generator<string> {
  let block = ''
  for (const text of texts) {
    block += text
    if (block.length < blockCharacters) continue
    yield block
    block = ''
  }
  if (block !== '') yield block
}
