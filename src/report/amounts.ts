/** `42,118`. */
export const amount = (number: number): string => number.toLocaleString('en-US')

/** `40 s`, `14 min`, `3 h 20 min`, `5 days`: never more than two units. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  if (hours < 48) return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
  return `${Math.round(hours / 24)} days`
}

/** `today`, `1 day`, `12 days`, `8 weeks`. */
export function ageInWords(days: number): string {
  if (days <= 0) return 'today'
  if (days < 21) return days === 1 ? '1 day' : `${days} days`
  return `${Math.round(days / 7)} weeks`
}
