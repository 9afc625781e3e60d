import Handlebars from 'handlebars'
import { describe, expect, test } from 'vitest'
import { filesBelow, read } from './sources.ts'

const allowedBlocks = ['each', 'if', 'unless']

/** What the template rules ask of one template, counted on its syntax tree. */
function shapeOf(source: string): {
  readonly lines: number
  readonly blocks: number
  readonly depth: number
  readonly strangers: readonly string[]
} {
  const strangers: string[] = []
  let blocks = 0
  const walk = (node: hbs.AST.Node, depth: number): number => {
    switch (node.type) {
      case 'Program':
        return Math.max(depth, ...(node as hbs.AST.Program).body.map(child => walk(child, depth)))
      case 'BlockStatement': {
        const block = node as hbs.AST.BlockStatement
        const name = block.path.original
        blocks += 1
        if (!allowedBlocks.includes(name)) strangers.push(`{{#${name}}}`)
        return Math.max(
          ...[block.program, block.inverse].flatMap(part => (part === undefined || part === null ? [] : [walk(part, depth + 1)])),
        )
      }
      case 'MustacheStatement': {
        const mustache = node as hbs.AST.MustacheStatement
        if (mustache.params.length > 0 || mustache.hash?.pairs.length)
          strangers.push(`{{${(mustache.path as hbs.AST.PathExpression).original} …}}`)
        return depth
      }
      case 'ContentStatement':
      case 'CommentStatement':
      case 'PartialStatement':
        return depth
      default:
        strangers.push(node.type)
        return depth
    }
  }
  const depth = walk(Handlebars.parse(source), 0)
  return { lines: source.split('\n').length - 1, blocks, depth, strangers }
}

describe('templates', () => {
  const templates = filesBelow('templates', '.hbs')

  test.each(templates)('%s is short and decides nothing', path => {
    const { lines, blocks, depth, strangers } = shapeOf(read(path))
    expect(strangers).toEqual([])
    expect(lines, 'lines').toBeLessThanOrEqual(40)
    expect(blocks, 'blocks').toBeLessThanOrEqual(4)
    expect(depth, 'depth').toBeLessThanOrEqual(2)
  })

  test('nothing but templates lies among them', () => {
    expect(filesBelow('templates', '').filter(path => /\.[^/]+$/.test(path) && !path.endsWith('.hbs'))).toEqual([])
  })
})

describe('the rules themselves', () => {
  test('count blocks, depth and foreign words', () => {
    expect(shapeOf('{{#if a}}{{#each b}}{{#with c}}{{shout this}}{{/with}}{{/each}}{{else}}{{d}}{{/if}}\n')).toEqual({
      lines: 1,
      blocks: 3,
      depth: 3,
      strangers: ['{{#with}}', '{{shout …}}'],
    })
  })
})
