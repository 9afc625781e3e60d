/** English plurals as Laravel finds them (Doctrine's inflector): table names are guessed by them. */

const irregular: Readonly<Record<string, string>> = Object.fromEntries(
  `atlas atlases|axe axes|beef beefs|blouse blouses|brother brothers|cafe cafes|chateau chateaux|niveau niveaux|child children
canvas canvases|cookie cookies|corpus corpuses|cow cows|criterion criteria|curriculum curricula|demo demos|domino dominoes
echo echoes|foot feet|fungus fungi|ganglion ganglions|gas gases|genie genies|genus genera|goose geese|graffito graffiti
hippopotamus hippopotami|hoof hoofs|human humans|iris irises|larva larvae|leaf leaves|lens lenses|loaf loaves|man men|medium media
memorandum memoranda|money monies|mongoose mongooses|motto mottoes|move moves|mythos mythoi|niche niches|nucleus nuclei
numen numina|occiput occiputs|octopus octopuses|opus opuses|ox oxen|passerby passersby|person people|plateau plateaux
safe safes|sex sexes|sieve sieves|soliloquy soliloquies|syllabus syllabi|testis testes|thief thieves|tooth teeth|tornado tornadoes
trilby trilbys|turf turfs|valve valves|volcano volcanoes|abuse abuses|avalanche avalanches|cache caches|curve curves
emphasis emphases|foe foes|grave graves|hoax hoaxes|neurosis neuroses|save saves|wave waves|oasis oases|zombie zombies`
    .split(/[|\n]/)
    .map(pair => pair.split(' ') as [string, string]),
)

const uninflected = new RegExp(
  `^(?:${`.*ss|clothes|data|fascia|fuchsia|galleria|mafia|militia|pants|petunia|sepia|trivia|utopia|people|\\w+ware|media|\\w+media|advice
aircraft|art|audio|baggage|bison|bream|breeches|britches|buffalo|butter|cantus|carp|cattle|chassis|clippers|clothing|coal|cod
compensation|contretemps|coreopsis|corps|cotton|debris|deer|diabetes|djinn|education|eland|elk|emoji|equipment|evidence|feedback
fish|flounder|flour|food|furniture|gallows|gold|headquarters|herpes|hijinks|homework|impatience|information|innings|jackanapes
jeans|jedi|kin|knowledge|leather|love|luggage|mackerel|management|metadata|mews|money|moose|mumps|music|news|nexus|nutrition
offspring|oil|patience|pincers|plankton|pliers|pokemon|police|polish|portuguese|proceedings|progress|rabies|rain|recommended
related|research|rhinoceros|rice|salmon|sand|scissors|sea[- ]bass|series|shears|sheep|siemens|silk|sms|soap|social media|spam
species|staff|sugar|swine|talent|toothpaste|traffic|travel|trousers|trout|tuna|us|vinegar|weather|wheat|whiting|wildebeest|wood
wool`.replace(/\n/g, '|')})$`,
  'i',
)

const rules: readonly (readonly [RegExp, string])[] = [
  [/(s)tatus$/i, '$1tatuses'],
  [/(quiz)$/i, '$1zes'],
  [/^(ox)$/i, '$1en'],
  [/([m|l])ouse$/i, '$1ice'],
  [/(matr|vert|ind)(ix|ex)$/i, '$1ices'],
  [/(x|ch|ss|sh)$/i, '$1es'],
  [/([^aeiouy]|qu)y$/i, '$1ies'],
  [/(hive|gulf)$/i, '$1s'],
  [/(?:([^f])fe|([lr])f)$/i, '$1$2ves'],
  [/sis$/i, 'ses'],
  [/([ti])um$/i, '$1a'],
  [/(tax)on$/i, '$1a'],
  [/(c)riterion$/i, '$1riteria'],
  [/(p)erson$/i, '$1eople'],
  [/(m)an$/i, '$1en'],
  [/(c)hild$/i, '$1hildren'],
  [/(f)oot$/i, '$1eet'],
  [/(buffal|her|potat|tomat|volcan)o$/i, '$1oes'],
  [/(alumn|bacill|cact|foc|fung|nucle|radi|stimul|syllab|termin|vir)us$/i, '$1i'],
  [/us$/i, 'uses'],
  [/(alias)$/i, '$1es'],
  [/(analys|ax|cris|test|thes)is$/i, '$1es'],
  [/s$/i, 's'],
  [/^$/, ''],
  [/$/, 's'],
]

const plurals = new Set(Object.values(irregular))

/** `category` → `categories`; the last word of `user_role` alone is looked at where it is irregular. */
export const plural = (word: string): string => {
  if (uninflected.test(word) || !/[A-Za-z0-9\u0080-\uffff]$/.test(word)) return word
  const [, head = '', last = word] = /^(.*?)([A-Za-z]+)$/.exec(word) ?? []
  const lower = last.toLowerCase()
  if (uninflected.test(last) || (plurals.has(lower) && head === '')) return word
  const exception = irregular[lower]
  if (exception !== undefined) return head + matchCase(exception, last)
  for (const [pattern, by] of rules) if (pattern.test(word)) return word.replace(pattern, by)
  return word
}

const matchCase = (word: string, like: string): string =>
  like === like.toUpperCase() && like.length > 1 ? word.toUpperCase() : /^[A-Z]/.test(like) ? word[0]!.toUpperCase() + word.slice(1) : word

/** `FullName` → `full_name`. */
export const snake = (text: string, separator = '_'): string => {
  if (/^[a-z]+$/.test(text)) return text
  return text
    .replace(/(^|[\s])\S/g, first => first.toUpperCase())
    .replace(/\s+/g, '')
    .replace(/(.)(?=[A-Z])/g, `$1${separator}`)
    .toLowerCase()
}

export const studly = (text: string): string =>
  text
    .replace(/[-_]/g, ' ')
    .split(/\s+/)
    .map(word => word.replace(/^./, first => first.toUpperCase()))
    .join('')

/** The plural of the last word of `UserRole`, as models name their tables. */
export const pluralStudly = (text: string): string => {
  const parts = text.split(/(?=[A-Z])/)
  return [...parts.slice(0, -1), plural(parts.at(-1) ?? '')].join('')
}

export const singular = (word: string): string => {
  const found = Object.entries(irregular).find(([, many]) => many === word.toLowerCase())
  if (found !== undefined) return found[0]
  if (uninflected.test(word)) return word
  const rules: readonly (readonly [RegExp, string])[] = [
    [/(s)tatuses$/i, '$1tatus'],
    [/ies$/i, 'y'],
    [/(x|ch|ss|sh)es$/i, '$1'],
    [/(alias|bus)es$/i, '$1'],
    [/s$/i, ''],
  ]
  for (const [pattern, by] of rules) if (pattern.test(word)) return word.replace(pattern, by)
  return word
}
