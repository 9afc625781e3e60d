import type { Run } from '../php/frame.ts'
import type { Expression } from '../php/nodes.ts'
import { entryOf, isEntry, settingIn } from './config-file.ts'
import type { Application } from './context.ts'

const isFeature = (node: Expression | undefined, name: string): node is Extract<Expression, { kind: 'call' }> =>
  node?.kind === 'call' && node.what.kind === 'staticlookup' && node.what.offset.kind === 'identifier' && node.what.offset.name === name

/** Laravel Fortify's migration asks whether a second factor is confirmed: an option of its feature in the configuration. */
export const isSecondFactorConfirmed = (application: Application, run: Run): boolean | undefined => {
  const file = application.configFile('fortify')
  const said = file && settingIn(file, ['features'], run)
  const features = said !== undefined && 'open' in said ? said.open : undefined
  if (features?.kind !== 'array') return undefined
  const listed = features.items.map(item => (isEntry(item) && !item.unpack ? item.value : undefined))
  const feature = listed.find(each => isFeature(each, 'twoFactorAuthentication'))
  // What else may stand in the list is not gone into.
  if (feature === undefined) return listed.every(each => each?.kind === 'call') ? false : undefined
  const [options] = feature.arguments
  if (options === undefined) return false
  if (options.kind !== 'array') return undefined
  const confirm = entryOf(options, 'confirm')
  return confirm === undefined ? false : confirm !== 'unclear' && confirm.kind === 'boolean' ? confirm.value : undefined
}
