/** A slug that Rails can load: it starts with a letter, and holds lower-case letters, digits and single underscores only. */
export const fileSlug = (slug: string): string => {
  const clean = slug
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 180)
  return /^[a-z]/.test(clean) ? clean : `change_${clean}`.replace(/_$/, '')
}

/**
 * The class that Rails looks for in a file of that slug: `String#camelize` with the application's acronyms, which
 * turn `add_api_key` into `AddAPIKey` where `API` is one.
 */
export const classNameOf = (slug: string, acronyms: readonly string[] = []): string => {
  const known = new Map(acronyms.map(acronym => [acronym.toLowerCase(), acronym]))
  return slug
    .split('_')
    .map(word => known.get(word) ?? word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}
