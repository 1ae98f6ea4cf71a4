import { styleText } from 'node:util'

/** Whether what is written to a stream shows colours: it is a terminal that has some, and no variable forbids them. */
export function showsColors(stream: NodeJS.WriteStream): boolean {
  return styleText('bold', '.', { stream }) !== '.'
}
