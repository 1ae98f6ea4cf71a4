import { type Converter, converted } from './converted.ts'

/** TEXT, MARKDOWN and HTML: the text as it stands. Leading zeros stay. */
export const convertText: Converter<string> = converted
