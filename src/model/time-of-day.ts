/** The hour on the user's own clock, such as `12:01:07`; with the date where that is not today's. */
export function timeOfDay(ms: number): string {
  const at = new Date(ms)
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(':')
  if (at.toDateString() === new Date().toDateString()) return time
  return `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())} ${time}`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
