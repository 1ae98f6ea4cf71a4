/** What differs from one run to the next, and what stands for it. */
const volatile: readonly (readonly [RegExp, string])[] = [
  [/\b\d{8}-\d{6}-[0-9a-f]{4}\b/g, '<run>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<instant>'],
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?Z?\b/g, '<instant>'],
  [/\b\d\d:\d\d:\d\d\b/g, '<time>'],
  [/http:\/\/127\.0\.0\.1:\d+/g, '<address>'],
  [/\b[a-z]{2,4}_[0-9A-Za-z]{6,}\b/g, '<id>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<id>'],
  [/\b[0-9a-f]{32,}\b/g, '<digest>'],
  [/\b\d+ h \d+ min\b|\bless than 0\.1 s\b|\b\d+ min \d+ s\b|\b[\d,.]+ (?:s|ms|min)\b/g, '<duration>'],
  [/\b[\d,.]+ (writes|reads|searches) a second/g, '<rate> $1 a second'],
  // Told of runs that last long enough to have one.
  [/: [\d.]+% of what the limit allowed/g, ''],
  [/\b[\d.]+ (kB|KB|MB|KiB|MiB|GB|GiB)\b/g, '<size>'],
  [/\bprocess \d+\b/gi, 'process <pid>'],
  [/"(time|pid)":\d+/g, '"$1":<n>'],
  [/"version":"[\d.]+"/g, '"version":"<version>"'],
  [/\b\d+ left\b/g, '<n> left'],
  // Told every ten seconds, and so where the machine is slow.
  [/^.* of (?:about )?[\d,]+ rows \(\d+%\) · .*\n/gm, ''],
  [/\bNode \d+\.\d+\.\d+ on \w+ \w+/g, '<node>'],
]

/** A text with what is volatile in it replaced, and runs of spaces as one: columns move with what stands in them. */
export function steadyText(text: string): string {
  return volatile
    .reduce((steady, [pattern, word]) => steady.replace(pattern, word), text)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ $/gm, '')
}
