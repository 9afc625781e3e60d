import { keyOf } from '../model/name.ts'
import { byItself, heavyRule } from './heavy.ts'

export const domainCheckScansTables = heavyRule({
  id: 'domain-check-scans-tables',
  harm: 'ALTER DOMAIN … ADD CONSTRAINT, and VALIDATE too, read every table that uses the domain under SHARE: none of them can be written meanwhile.',
  remedy: {
    words: 'put a CHECK on each column instead: it can be added NOT VALID and validated while the table is written; a domain’s cannot',
    sql: ['ALTER TABLE <table> ADD CONSTRAINT <name> CHECK (<expression>) NOT VALID', 'ALTER TABLE <table> VALIDATE CONSTRAINT <name>'],
  },
  claims: byItself('add-domain-check', 'validate-domain-check'),
  doing: ({ step }) =>
    'domain' in step && step.kind !== 'create-domain' && step.kind !== 'drop-domain'
      ? `every table with a column of ${keyOf(step.domain)} is read`
      : '',
})
