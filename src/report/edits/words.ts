/** The words of a name, in lower case: `full_name`, `fullName`, `Full name` alike. */
const wordsOf = (name: string): readonly string[] =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^\p{L}\d]+/u)
    .filter(word => word !== '')
    .map(word => word.toLowerCase())

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** Letters of a programming language's names; a name that begins with a digit gets an underscore. */
const startable = (name: string): string => (/^[\p{L}_]/u.test(name) ? name : `_${name}`)

/** `fullName`. */
export const camelCase = (name: string): string =>
  startable(
    wordsOf(name)
      .map((word, at) => (at === 0 ? word : capitalised(word)))
      .join(''),
  )

/** `FullName`. */
export const pascalCase = (name: string): string => startable(wordsOf(name).map(capitalised).join(''))

/** `full_name`. */
export const snakeCase = (name: string): string => startable(wordsOf(name).join('_'))

/** `FULL_NAME`. */
export const constantCase = (name: string): string => snakeCase(name).toUpperCase()
