import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createRender } from '../../src/render/render.ts'

const folder = (files: Record<string, string>): string => {
  const root = mkdtempSync(join(tmpdir(), 'lockstep-render-'))
  mkdirSync(join(root, 'x', 'steps'), { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, `${name}.hbs`), text)
  return root
}

test('partials are found by path and indented to their call site, blank lines staying empty', () => {
  const render = createRender(folder({ 'x/file': 'class {{name}}\n  {{> x/steps/body}}\nend\n', 'x/steps/body': '{{text}}\n' }))
  expect(render('x/file', { name: 'A<b>&', text: 'one\n\n  two' })).toBe('class A<b>&\n  one\n\n    two\nend\n')
})

test('a path that the view lacks is an error', () => {
  const render = createRender(folder({ 'x/file': '{{name}}' }))
  expect(() => render('x/file', {})).toThrow(/name/)
})

test.each(['{{#with name}}{{this}}{{/with}}', '{{lookup this "name"}}', '{{log name}}', '{{shout name}}'])(
  'only each, if, unless and partials: %s',
  template => {
    const render = createRender(folder({ 'x/file': template }))
    expect(() => render('x/file', { name: 'a' })).toThrow(/helper/)
  },
)

test('a view’s text is never run as a template', () => {
  const render = createRender(folder({ 'x/file': '{{#each lines}}{{this}}\n{{/each}}' }))
  expect(render('x/file', { lines: ['{{name}}', '{{> x/file}}'] })).toBe('{{name}}\n{{> x/file}}\n')
})
