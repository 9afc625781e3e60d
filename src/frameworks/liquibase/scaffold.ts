import { basename, dirname, relative } from 'node:path/posix'
import type { Framework } from '../framework.ts'

const resources = 'src/main/resources'

/** Settings for the command line, and a master changelog that includes all there is in the folder beside it. */
export const scaffoldIn =
  (folder: string): Framework['scaffold'] =>
  ({ address, render }) => {
    const master = `${dirname(folder)}/changelog-master.xml`
    return {
      files: [
        {
          path: 'liquibase.properties',
          content: render('liquibase/liquibase.properties', { ...address, resources, master: relative(resources, master) }),
        },
        { path: master, content: render('liquibase/include-all.xml', { folder: `${basename(folder)}/` }) },
      ],
      migrate: 'liquibase update',
      adopt: 'liquibase changelog-sync',
    }
  }
