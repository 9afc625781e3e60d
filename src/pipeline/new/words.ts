/** `billing.orders.state` → the table and its column. */
export const columnWord = (word: string): { readonly table: string; readonly column: string } => {
  const dot = word.lastIndexOf('.')
  return { table: word.slice(0, dot), column: word.slice(dot + 1) }
}

/** Commas outside of parentheses and quotes: `lower(a, b), c desc`. */
export function splitList(text: string): readonly string[] {
  const parts: string[] = ['']
  let depth = 0
  let quote = ''
  for (const letter of text) {
    if (quote !== '') quote = letter === quote ? '' : quote
    else if (letter === "'" || letter === '"') quote = letter
    else if (letter === '(') depth += 1
    else if (letter === ')') depth -= 1
    if (letter === ',' && depth === 0 && quote === '') parts.push('')
    else parts[parts.length - 1] += letter
  }
  return parts.map(part => part.trim()).filter(part => part !== '')
}

/** `orders.tenant_id,user_id` → the table and its columns, each of which may repeat the table. */
export function columnsWord(word: string): { readonly table: string; readonly columns: readonly string[] } {
  const [first = '', ...rest] = splitList(word)
  const { table, column } = columnWord(first)
  return { table, columns: [column, ...rest.map(each => (each.startsWith(`${table}.`) ? each.slice(table.length + 1) : each))] }
}

/** Words of a title as a file's name: `Rename users.name to full_name` → `rename-users-name-to-full-name`. */
export const fileSlug = (title: string): string =>
  title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80)
    .replace(/-+$/, '') || 'change'
