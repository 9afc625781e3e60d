/** What goose sends at once. Offsets in the file's text. */
export interface Chunk {
  readonly direction: 'up' | 'down'
  readonly start: number
  readonly end: number
  readonly hasEnvironment: boolean
}

interface Problem {
  readonly message: string
  readonly start: number
  readonly end: number
}

export interface Cut {
  readonly chunks: readonly Chunk[]
  readonly isTransactional: boolean
  /** Why goose would not run the file; what it holds is cut all the same. */
  readonly problems: readonly Problem[]
}

/**
 * Cuts a file line by line, as goose does: a statement ends with a line that ends in a semicolon, or stands between
 * StatementBegin and StatementEnd. Annotations are in any case.
 */
export const cutGoose = (text: string): Cut => {
  const chunks: Chunk[] = []
  const problems: Problem[] = []
  let isTransactional = true
  let direction: Chunk['direction'] | undefined
  let isBounded = false
  let hasEnvironment = false
  let start: number | undefined
  const close = (end: number): void => {
    if (start !== undefined) chunks.push({ direction: direction ?? 'up', start, end, hasEnvironment })
    start = undefined
  }
  let at = 0
  for (const line of text.split('\n')) {
    const [from, end] = [at, at + line.length]
    at = end + 1
    const object = (message: string): number => problems.push({ message, start: from, end })
    const annotation = annotationIn(line)
    if (annotation === undefined) {
      if (start === undefined && (line.trim() === '' || line.trim().startsWith('--'))) continue
      if (direction === undefined && start === undefined) object('a statement stands before -- +goose Up')
      start ??= from
      if (!isBounded && endsWithSemicolon(line)) close(end)
      continue
    }
    if (/^[ \t]/.test(line)) object('blanks stand before an annotation')
    switch (annotation) {
      case 'up':
      case 'down': {
        if (start !== undefined) {
          object('the statement before this line has no semicolon at its end')
          close(from)
        }
        if (annotation === 'up' ? direction !== undefined : direction !== 'up')
          object(`-- +goose ${annotation} stands twice or out of order`)
        direction = annotation
        isBounded = false
        break
      }
      case 'statementbegin':
        if (isBounded) object('StatementBegin stands inside another one')
        if (start !== undefined) {
          object('the statement before this line has no semicolon at its end')
          close(from)
        }
        isBounded = true
        break
      case 'statementend':
        if (!isBounded) object('StatementEnd stands without StatementBegin')
        close(from)
        isBounded = false
        break
      case 'no transaction':
        isTransactional = false
        break
      case 'envsub on':
        hasEnvironment = true
        break
      case 'envsub off':
        hasEnvironment = false
        break
      default:
        object(`there is no annotation "${annotation}"`)
    }
  }
  if (isBounded) problems.push({ message: 'StatementEnd is missing', start: start ?? text.length, end: text.length })
  else if (start !== undefined) problems.push({ message: 'the last statement has no semicolon at its end', start, end: text.length })
  close(text.length)
  return { chunks, isTransactional, problems }
}

const annotationIn = (line: string): string | undefined =>
  line.trim().startsWith('--') && line.includes('+goose') ? line.replaceAll('--', '').replace('+goose', '').trim().toLowerCase() : undefined

/** Of the words before a comment, the last one decides. */
const endsWithSemicolon = (line: string): boolean => {
  const words = line.split(/\s+/).filter(word => word !== '')
  const comment = words.findIndex(word => word.startsWith('--'))
  return (comment === -1 ? words : words.slice(0, comment)).at(-1)?.endsWith(';') ?? false
}
