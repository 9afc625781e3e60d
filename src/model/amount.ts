/** A count as people say it: `40`, `9,200`, `12.4 million`. */
export const amountInWords = (amount: number): string => {
  if (amount >= 1e9) return `${short(amount / 1e9)} billion`
  if (amount >= 1e6) return `${short(amount / 1e6)} million`
  if (amount >= 100 || Number.isInteger(amount)) return Math.round(amount).toLocaleString('en')
  return short(amount)
}

/** `3.1 GB`, of a thousand million bytes. */
export const bytesInWords = (bytes: number): string => {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB']
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${short(bytes / 1000 ** power)} ${units[power]!}`
}

/** Three digits are enough of an estimate. */
const short = (value: number): string => String(Number(value.toPrecision(value >= 100 ? 3 : 2 + Number(value >= 10))))
