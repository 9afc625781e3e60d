/**
 * Values of one table of a TOML file (`tool.alembic`), as far as they are texts, or lists of them: Alembic has no others.
 *
 * @returns nothing where the file has no such table
 */
export const readTable = (text: string, table: string): ReadonlyMap<string, readonly string[]> | undefined => {
  const found = new RegExp(`^\\[${table.replaceAll('.', '\\.')}\\][^\\n]*\\n([^]*?)(?=^\\[[^\\]\\n"',]*\\]|(?![^]))`, 'm').exec(`${text}\n`)
  if (found === null) return undefined
  const values = new Map<string, readonly string[]>()
  for (const [, name, said] of found[1]!.matchAll(/^([\w-]+)\s*=\s*(\[[^\]]*\]|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')/gm))
    values.set(
      name!,
      [...said!.replace(/^\s*#.*$/gm, '').matchAll(/"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'/g)].map(
        ([, double, single]) => double ?? single ?? '',
      ),
    )
  return values
}
