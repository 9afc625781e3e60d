// Prints the part of docs/check.md that lists every rule: `npm run docs:rules` writes it there.
import { readFileSync, writeFileSync } from 'node:fs'
import { rulesPart } from '../src/report/rules-markdown.ts'

const page = new URL('../docs/check.md', import.meta.url)
const [before = ''] = readFileSync(page, 'utf8').split('## Every rule\n')
writeFileSync(page, `${before}${rulesPart()}`)
