import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { once, run } from './install.mjs'

const driver = { artifact: 'org.postgresql:postgresql', version: '42.7.7' }
const at = (version, ...artifacts) => artifacts.map(artifact => ({ artifact, version }))
/** Without what it depends on: the command line of Flyway names the driver of every database there is. */
const alone = ({ artifact, version }) => ({ artifact, version, isAlone: true })

const dependency = ({ artifact, version, isAlone = false }) => {
  const [group, name] = artifact.split(':')
  const exclusions = isAlone ? '<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>' : ''
  return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version>${exclusions}</dependency>`
}

const project = (dependencies, plugin) => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>lab</groupId><artifactId>lab</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>${dependencies.map(dependency).join('')}</dependencies>
  ${plugin ?? ''}
</project>
`

/** The Maven plugin as a user's project names it: with the driver, and Flyway's own module for the database. */
const flywayPlugin = (version, dependencies) => `<build><plugins><plugin>
    <groupId>org.flywaydb</groupId><artifactId>flyway-maven-plugin</artifactId><version>${version}</version>
    <dependencies>${dependencies.map(dependency).join('')}</dependencies>
  </plugin></plugins></build>`

/** Nobody but Maven Central is asked: artifacts name repositories of their own, which are waited for in vain where they are not reached. */
const onlyCentral = `<settings><mirrors><mirror>
  <id>none</id><mirrorOf>external:*,!central</mirrorOf><url>file:///nowhere</url>
</mirror></mirrors></settings>
`

const copyJars = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies'

const maven = (folder, pom, repository, ...words) => {
  const settings = join(folder, 'settings.xml')
  writeFileSync(settings, onlyCentral)
  writeFileSync(join(folder, 'pom.xml'), pom)
  run('mvn', ['-q', '-B', '-gs', settings, `-Dmaven.repo.local=${repository}`, ...words], { cwd: folder })
}

/** `jars`: all it takes to run. `project` and `repository`, where there is a plugin: Maven runs it there without any network. */
const part = (serves, jars, plugin) => ({
  serves,
  install: folder =>
    once(folder, [...jars.map(({ artifact, version }) => `${artifact}:${version}`), plugin ?? ''].join(' ').trim(), root => {
      const downloads = join(folder, '..', 'maven')
      maven(root, project(jars), downloads, copyJars, `-DoutputDirectory=${join(root, 'jars')}`)
      if (plugin === undefined) return
      const own = join(root, 'project')
      mkdirSync(own)
      // Resolves the plugin and all it needs, and does nothing.
      maven(own, project([], flywayPlugin(plugin, jars)), join(root, 'repository'), 'flyway:info', '-Dflyway.skip=true')
    }),
})

/** Flyway reads its settings with it, and leaves it to its users to bring it. */
const jackson = (name, group = 'core') => ({ artifact: `tools.jackson.${group}:jackson-${name}`, version: '3.1.1' })
const picocli = { artifact: 'info.picocli:picocli', version: '4.7.7' }

export const parts = {
  // The command line of 9 and 13 is not to be had from Maven Central: their Maven plugin is the command.
  'flyway-9': part('Flyway 9', [...at('9.22.3', 'org.flywaydb:flyway-core'), driver], '9.22.3'),
  'flyway-12': part('Flyway 12', [
    ...at('12.4.0', 'org.flywaydb:flyway-core', 'org.flywaydb:flyway-database-postgresql'),
    // Without its reports the command line keeps a failure to itself, and ends as if all were well.
    ...at('12.4.0', 'org.flywaydb:flyway-commandline', 'org.flywaydb:flyway-reports').map(alone),
    jackson('dataformat-toml', 'dataformat'),
    jackson('dataformat-xml', 'dataformat'),
    ...at('2.4.1', 'org.fusesource.jansi:jansi'),
    driver,
  ]),
  'flyway-13': part(
    'Flyway 13',
    [...at('13.12.0', 'org.flywaydb:flyway-core', 'org.flywaydb:flyway-database-postgresql'), jackson('databind'), driver],
    '13.12.0',
  ),
  // The last release under the Apache licence, and the current one, under the Functional Source License; neither brings a driver.
  'liquibase-4': part('Liquibase 4', [...at('4.33.0', 'org.liquibase:liquibase-core'), picocli, driver]),
  'liquibase-5': part('Liquibase 5', [...at('5.0.4', 'org.liquibase:liquibase-core'), picocli, driver]),
}
