import { camelize, pluralize, singularize, tableize, underscore } from '../inflect.ts'
import { Decimal, Hash, isText, listOf, notKnown, Pattern, Sym, textOf, type Value } from '../value.ts'
import { counted, within, type Methods } from './methods.ts'

type Text = string | Sym

const changed =
  (change: (text: string) => string) =>
  (self: Text): Text =>
    self instanceof Sym ? new Sym(change(self.text)) : change(self)

const made =
  (make: (text: string) => Value) =>
  (self: Text): Value =>
    make(textOf(self))

const asked =
  (ask: (text: string, other: string) => boolean) =>
  (self: Text, { args }: { readonly args: readonly Value[] }) =>
    args.some(each => ask(textOf(self), textOf(each)))

const replaced =
  (isAll: boolean) =>
  (self: Text, { args: [pattern, replacement] }: { readonly args: readonly Value[] }) => {
    if (pattern === undefined || !isText(replacement)) return notKnown('replaces in a text by a program')
    const text = textOf(self)
    if (isText(pattern))
      return isAll ? text.replaceAll(textOf(pattern), () => textOf(replacement)) : text.replace(textOf(pattern), () => textOf(replacement))
    return notKnown('replaces in a text by a pattern')
  }

const matches = (self: Text, { args: [pattern] }: { readonly args: readonly Value[] }): boolean => expression(pattern).test(textOf(self))

/** A pattern that means the same in both languages; in Ruby `^` and `$` are the ends of a line. */
const expression = (pattern: Value | undefined): RegExp =>
  pattern instanceof Pattern && /^(?:[\w |^$.\-/]|\\[dw.]|\((?!\?)|\)(?![+*?])|[+*](?![?+]))*$/.test(pattern.source)
    ? new RegExp(pattern.source, `${pattern.flags}m`)
    : notKnown('looks for a pattern in a text')

/** `text[/(\d+)/, 1]` */
const found = (self: Text, { args: [pattern, group = 0] }: { readonly args: readonly Value[] }): Value =>
  typeof group === 'number' ? (expression(pattern).exec(textOf(self))?.[group] ?? null) : notKnown('looks for a pattern in a text')

/** `%s` and `%{name}`, as far as they stand for a text. */
const formatted = (self: Text, { args: [given = null] }: { readonly args: readonly Value[] }): string => {
  const values = [...listOf(given)]
  return textOf(self).replace(/%(?:%|s|d|[{<](\w+)[}>]s?)/g, (match, name: string | undefined) => {
    if (match === '%%') return '%'
    if (name !== undefined) return textOf((given instanceof Hash ? given.get(name) : undefined) ?? notKnown('formats a text'))
    return textOf(values.shift() ?? notKnown('formats a text'))
  })
}

/** `strip_heredoc`: without the indentation all lines share. */
const dedented = (text: string): string => {
  const indents = [...text.matchAll(/^[ \t]*(?=\S)/gm)].map(([indent]) => indent.length)
  const least = Math.min(...(indents.length === 0 ? [0] : indents))
  return text.replace(new RegExp(`^[ \\t]{${least}}`, 'gm'), '')
}

export const textMethods: Methods<Text> = {
  '+': (self, { args: [other] }) => within(textOf(self) + textOf(other ?? null)),
  '*': (self, { args: [times] }) =>
    counted(times) * textOf(self).length > 1_000_000 ? notKnown('repeats a text') : textOf(self).repeat(Math.max(0, counted(times))),
  '%': formatted,
  '=~': (self, { args: [pattern] }) => expression(pattern).exec(textOf(self))?.index ?? null,
  'match?': matches,
  to_s: made(text => text),
  to_str: made(text => text),
  to_sym: made(text => new Sym(text)),
  to_i: made(text => Number.parseInt(text.replaceAll('_', ''), 10) || 0),
  to_f: made(text => new Decimal(String(Number.parseFloat(text) || 0))),
  html_safe: made(text => text),
  chars: made(text => [...text]),
  lines: made(text => text.match(/[^\n]*\n|[^\n]+/g) ?? []),
  length: made(text => [...text].length),
  size: made(text => [...text].length),
  'empty?': made(text => text === ''),
  upcase: changed(text => text.toUpperCase()),
  downcase: changed(text => text.toLowerCase()),
  capitalize: changed(text => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase()),
  strip: changed(text => text.trim()),
  lstrip: changed(text => text.trimStart()),
  rstrip: changed(text => text.trimEnd()),
  chomp: changed(text => text.replace(/\n$/, '')),
  squish: changed(text => text.trim().replace(/\s+/g, ' ')),
  strip_heredoc: changed(dedented),
  pluralize: made(pluralize),
  singularize: made(singularize),
  underscore: made(underscore),
  camelize: made(camelize),
  classify: made(text => camelize(singularize(text))),
  tableize: made(tableize),
  humanize: made(text =>
    text
      .replace(/_id$/, '')
      .replaceAll('_', ' ')
      .replace(/^./, first => first.toUpperCase()),
  ),
  split: (self, { args: [by] }) =>
    by === undefined
      ? textOf(self).trim().split(/\s+/)
      : isText(by)
        ? textOf(self).split(textOf(by))
        : notKnown('splits a text by a pattern'),
  gsub: replaced(true),
  sub: replaced(false),
  delete_prefix: (self, { args: [start] }) =>
    textOf(self).startsWith(textOf(start ?? null)) ? textOf(self).slice(textOf(start ?? null).length) : textOf(self),
  delete_suffix: (self, { args: [end] }) =>
    textOf(self).endsWith(textOf(end ?? null)) ? textOf(self).slice(0, textOf(self).length - textOf(end ?? null).length) : textOf(self),
  'start_with?': asked((text, other) => text.startsWith(other)),
  'end_with?': asked((text, other) => text.endsWith(other)),
  '[]': found,
  'include?': asked((text, other) => text.includes(other)),
}
