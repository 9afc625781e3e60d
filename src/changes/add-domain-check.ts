import { keyOf } from '../model/name.ts'
import type { Step } from '../steps/step.ts'
import type { ChangeOf } from './change.ts'
import { codeDeployed } from './gates.ts'
import { draft, expand, type Candidate, type ChangeBehaviour, type Refusal } from './recipe.ts'

type AddDomainCheck = ChangeOf<'add-domain-check'>

const stepOf = ({ domain, check }: AddDomainCheck): Step => ({ kind: 'add-domain-check', domain: domain.name, check })

export const addDomainCheck: ChangeBehaviour<AddDomainCheck> = {
  recipes: [
    (change, context): Candidate | Refusal => {
      const name = keyOf(change.domain.name)
      const users = context.schema.tables
        .values()
        .filter(t => t.columns.some(c => c.type.reference !== undefined && keyOf(c.type.reference) === name))
      const live = users.filter(t => !context.isNew(t) && !context.isSmall(t))
      if (change.check.validated && live.length > 0) {
        return {
          recipe: 'add-domain-check',
          refused: `proving it reads ${live.map(t => keyOf(t.name)).join(', ')} while writes to them are blocked; the server has no other form`,
          instead: 'add it with notValid: true (it binds new values at once), or put a check on each column instead',
        }
      }
      return {
        recipe: 'add-domain-check',
        how: 'binds new values at once; no row is read',
        stages: [
          {
            ...expand(draft(stepOf(change))),
            gate:
              users.length === 0
                ? []
                : [codeDeployed(`All running code only writes values of ${name} for which ${change.check.expression} holds`)],
          },
        ],
      }
    },
  ],
  direct: change => [stepOf(change)],
  describe: ({ domain, check }) => `add check ${check.name} to domain ${keyOf(domain.name)}`,
}
