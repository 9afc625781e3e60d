/** Offsets in UTF-8 bytes (Prism, libpg_query) as offsets in UTF-16 units. */
export const unitsOf = (text: string): ((byte: number) => number) => {
  // Plain ASCII, as most files are, needs no table.
  if (!/[^\0-\x7f]/.test(text)) return byte => byte
  const units: number[] = []
  let unit = 0
  for (const letter of text) {
    const code = letter.codePointAt(0)!
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    for (let n = 0; n < bytes; n += 1) units.push(unit)
    unit += letter.length
  }
  units.push(unit)
  return byte => units[Math.min(byte, units.length - 1)]!
}
