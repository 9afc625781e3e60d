import { lockHash as alembic } from '../frameworks/alembic/polite-lock.ts'
import { isFrozenText } from '../frameworks/frozen-call.ts'
import { lockHash as laravel } from '../frameworks/laravel/polite-lock.ts'
import { lockHash as rails } from '../frameworks/rails/polite-lock.ts'
import type { Repository } from '../frameworks/read.ts'
import type { Diagnostic } from '../model/diagnostic.ts'

const lockCode = /(^|\/)lockstep\/(polite_lock_v1\.(rb|py)|PoliteLockV1\.php)$/

/** Names the code that a repository keeps for its locks where it is not what was written: what its calls do is not known then. */
export const editedLockCode = ({ paths, read }: Repository): readonly Diagnostic[] =>
  paths
    .filter(path => lockCode.test(path))
    .filter(path => ![rails, laravel, alembic].some(hash => isFrozenText(read(path), hash)))
    .map(file => ({
      code: 'lock-code-was-edited',
      severity: 'warning',
      message: `${file} is not what was written: migrations rely on it as it was, and what they do by it is not known any more`,
      help: 'restore it from version control; what a later Lockstep does otherwise will be another file beside it',
      span: { file, line: 1, column: 1 },
    }))
