import type { Framework } from '../framework.ts'

/** The environment `alembic init` makes, with a transaction for each revision and runners that take turns. */
export const scaffold: Framework['scaffold'] = ({ address, render }) => ({
  files: [
    { path: 'alembic.ini', content: render('alembic/alembic.ini', address) },
    { path: 'alembic/env.py', content: render('alembic/env.py', {}) },
    { path: 'alembic/script.py.mako', content: render('alembic/script.py.mako', {}) },
  ],
  migrate: 'alembic upgrade head',
  adopt: 'alembic stamp head',
})
