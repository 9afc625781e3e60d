/** ActiveSupport's English rules (`active_support/inflections.rb`), the last one that fits first. An application may add its own. */
type Rule = readonly [pattern: RegExp, replacement: string]

const irregular: readonly (readonly [string, string])[] = [
  ['person', 'people'],
  ['man', 'men'],
  ['child', 'children'],
  ['sex', 'sexes'],
  ['move', 'moves'],
  ['zombie', 'zombies'],
]

const irregularly = (to: 'plural' | 'singular'): readonly Rule[] =>
  irregular.flatMap(([one, many]) => {
    const into = to === 'plural' ? many : one
    return [one, many].map((word): Rule => [new RegExp(`(${word[0]!})${word.slice(1)}$`, 'i'), `$1${into.slice(1)}`])
  })

const plurals: readonly Rule[] = [
  ...irregularly('plural'),
  [/(quiz)$/i, '$1zes'],
  [/^(oxen)$/i, '$1'],
  [/^(ox)$/i, '$1en'],
  [/^(m|l)ice$/i, '$1ice'],
  [/^(m|l)ouse$/i, '$1ice'],
  [/(matr|vert|ind)(?:ix|ex)$/i, '$1ices'],
  [/(x|ch|ss|sh)$/i, '$1es'],
  [/([^aeiouy]|qu)y$/i, '$1ies'],
  [/(hive)$/i, '$1s'],
  [/(?:([^f])fe|([lr])f)$/i, '$1$2ves'],
  [/sis$/i, 'ses'],
  [/([ti])a$/i, '$1a'],
  [/([ti])um$/i, '$1a'],
  [/(buffal|tomat)o$/i, '$1oes'],
  [/(bu)s$/i, '$1ses'],
  [/(alias|status)$/i, '$1es'],
  [/(octop|vir)i$/i, '$1i'],
  [/(octop|vir)us$/i, '$1i'],
  [/^(ax|test)is$/i, '$1es'],
  [/s$/i, 's'],
  [/$/, 's'],
]

const singulars: readonly Rule[] = [
  ...irregularly('singular'),
  [/(database)s$/i, '$1'],
  [/(quiz)zes$/i, '$1'],
  [/(matr)ices$/i, '$1ix'],
  [/(vert|ind)ices$/i, '$1ex'],
  [/^(ox)en/i, '$1'],
  [/(alias|status)(es)?$/i, '$1'],
  [/(octop|vir)(us|i)$/i, '$1us'],
  [/^(a)x[ie]s$/i, '$1xis'],
  [/(cris|test)(is|es)$/i, '$1is'],
  [/(shoe)s$/i, '$1'],
  [/(o)es$/i, '$1'],
  [/(bus)(es)?$/i, '$1'],
  [/^(m|l)ice$/i, '$1ouse'],
  [/(x|ch|ss|sh)es$/i, '$1'],
  [/(m)ovies$/i, '$1ovie'],
  [/(s)eries$/i, '$1eries'],
  [/([^aeiouy]|qu)ies$/i, '$1y'],
  [/([lr])ves$/i, '$1f'],
  [/(tive)s$/i, '$1'],
  [/(hive)s$/i, '$1'],
  [/([^f])ves$/i, '$1fe'],
  [/(^analy)(sis|ses)$/i, '$1sis'],
  [/((a)naly|(b)a|(d)iagno|(p)arenthe|(p)rogno|(s)ynop|(t)he)(sis|ses)$/i, '$1sis'],
  [/([ti])a$/i, '$1um'],
  [/(n)ews$/i, '$1ews'],
  [/(ss)$/i, '$1'],
  [/s$/i, ''],
]

const uncountable = /\b(equipment|information|rice|money|species|series|fish|sheep|jeans|police)$/i

const inflect = (word: string, rules: readonly Rule[]): string => {
  if (word === '' || uncountable.test(word)) return word
  const rule = rules.find(([pattern]) => pattern.test(word))
  return rule === undefined ? word : word.replace(rule[0], rule[1])
}

export const pluralize = (word: string): string => inflect(word, plurals)
export const singularize = (word: string): string => inflect(word, singulars)

/** `APIKey` → `api_key`, `Spree::Order` → `spree/order`. */
export const underscore = (name: string): string =>
  name
    .replaceAll('::', '/')
    .replace(/([A-Z\d]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase()

export const camelize = (name: string): string =>
  name
    .split('/')
    .map(part =>
      part
        .split('_')
        .map(word => word.charAt(0).toUpperCase() + word.slice(1))
        .join(''),
    )
    .join('::')

/** The table of a model class of that name. */
export const tableize = (name: string): string => pluralize(underscore(name).replaceAll('/', '_'))
