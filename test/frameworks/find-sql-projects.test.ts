import { describe, expect, test } from 'vitest'
import { flyway } from '../../src/frameworks/flyway/index.ts'
import type { Project } from '../../src/frameworks/read.ts'
import { sql } from '../../src/frameworks/sql/index.ts'

const find = (framework: typeof flyway, texts: Readonly<Record<string, string>>): readonly Project[] =>
  framework.findProjects!({ paths: Object.keys(texts), read: path => texts[path] })

describe('Flyway projects', () => {
  test('are found by their scripts alone, and tests and builds hold none', () => {
    const projects = find(flyway, {
      'app/src/main/resources/db/migration/V1__a.sql': '',
      'app/src/main/resources/db/migration/2.0/V2__b.sql': '',
      'app/src/main/java/db/migration/V3__C.java': '',
      'app/target/classes/db/migration/V1__a.sql': '',
      'app/src/test/resources/db/migration/V1__a.sql': '',
    })
    expect(projects).toEqual([
      {
        folders: ['app/src/main/resources/db/migration', 'app/src/main/java/db/migration'],
        options: {},
        because: 'app/src/main/resources/db/migration has V1__a.sql',
      },
    ])
  })

  test('one for each engine that a folder names, PostgreSQL first, with what is for all', () => {
    const projects = find(flyway, { 'db/mysql/V1__a.sql': '', 'db/postgresql/V1__a.sql': '', 'db/common/V2__b.sql': '' })
    expect(projects.map(({ folders, engine }) => [folders, engine])).toEqual([
      [['db/common', 'db/postgresql'], 'postgres'],
      [['db/common', 'db/mysql'], 'mysql'],
    ])
  })

  test('undo scripts beside the location belong to it', () => {
    expect(find(flyway, { 'db/migration/V1__a.sql': '', 'db/undo/U1__a.sql': '' })[0]!.folders).toEqual(['db/migration', 'db/undo'])
  })

  test('flyway.toml says where, how, and for which engine, before there is a script', () => {
    const toml = `[environments.here]
url = "jdbc:postgresql://localhost/shop"

[flyway]
environment = "here"
locations = [
  "filesystem:sql/migrations", # ours
]
mixed = true
group = false
validateMigrationNaming = true

[flyway.placeholders]
my_schema = "shop"
`
    expect(find(flyway, { 'flyway.toml': toml })).toEqual([
      {
        folders: ['sql/migrations'],
        engine: 'postgres',
        options: { placeholders: { my_schema: 'shop' }, flyway: { group: false, mixed: true } },
        because: "sql/migrations is a location of Flyway's, flyway.toml speaks of Flyway",
      },
    ])
  })

  test('the older settings file says the same', () => {
    const conf = `flyway.url=jdbc:postgresql://localhost/shop
flyway.locations=filesystem:sql,classpath:more
# flyway.group=true
flyway.sqlMigrationPrefix=M
flyway.placeholders.owner=me
flyway.initSql=SET lock_timeout = '2s'
`
    const [project] = find(flyway, { 'conf/flyway.conf': conf, 'conf/sql/M1__a.sql': '', 'sql/M1__a.sql': '' })
    expect(project!.options).toEqual({
      placeholders: { owner: 'me' },
      flyway: { sqlMigrationPrefix: 'M', initSql: "SET lock_timeout = '2s'" },
    })
    expect(project!.engine).toBe('postgres')
  })

  test.each([
    [
      'application.properties',
      'spring.datasource.url=jdbc:postgresql://db/x\nspring.flyway.locations=classpath:sql\nspring.flyway.placeholder-replacement=false\nspring.flyway.placeholders.a_b=${A_B:c}\nspring.flyway.placeholders.d=${D}\n',
    ],
    [
      'application.yml',
      'spring:\n  datasource:\n    url: jdbc:postgresql://db/x\n  flyway:\n    locations: [classpath:sql]\n    placeholder-replacement: false # data\n    placeholders:\n      a_b: "c"\n',
    ],
    [
      'application-prod.yaml',
      'spring:\n  datasource: {}\n  flyway:\n    url: jdbc:postgresql://db/x\n    locations:\n      - classpath:sql\n    placeholderReplacement: false\n    placeholders:\n      a_b: c\n',
    ],
  ])('Spring’s %s is read too', (name, text) => {
    const [project] = find(flyway, { [`app/src/main/resources/${name}`]: text, 'app/src/main/resources/sql/V1__a.sql': '' })
    expect(project).toMatchObject({
      folders: ['app/src/main/resources/sql'],
      engine: 'postgres',
      options: { placeholders: { a_b: 'c' }, flyway: { placeholderReplacement: false } },
    })
  })

  test.each([
    [
      'pom.xml',
      '<dependency><groupId>org.flywaydb</groupId><artifactId>flyway-core</artifactId><version>9.22.3</version></dependency>',
      '9.22.3',
    ],
    ['build.gradle', 'dependencies { implementation "org.flywaydb:flyway-core:10.20.1" }', '10.20.1'],
    ['build.gradle.kts', 'plugins { id("org.flywaydb.flyway") version "11.1.0" }', '11.1.0'],
    ['gradle/libs.versions.toml', '[versions]\nflyway = "12.0.1"\nflywayVersion = "12.0.1"\n', '12.0.1'],
  ])('the version is that of %s', (name, text, version) => {
    expect(find(flyway, { [name]: text, 'src/main/resources/db/migration/V1__a.sql': '' })[0]!.version).toBe(version)
  })

  test('a module’s settings are its own', () => {
    const projects = find(flyway, {
      'a/src/main/resources/db/migration/V1__a.sql': '',
      'a/src/main/resources/application.properties': 'spring.flyway.group=true',
      'b/src/main/resources/db/migration/V1__a.sql': '',
    })
    expect(projects.map(({ options }) => options)).toEqual([{ flyway: { group: true } }, {}])
  })

  test('a repository without Flyway has none', () => {
    expect(find(flyway, { 'db/migrate/20240101_a.rb': '', 'db/schema.sql': '', 'pom.xml': '<project/>' })).toEqual([])
  })
})

describe('projects of plain SQL', () => {
  test.each([
    ['goose', { 'm/1_a.sql': '-- +goose Up\n' }, 'goose'],
    ['dbmate', { 'db/migrations/20240101_a.sql': '-- migrate:up\n' }, 'dbmate'],
    ['diesel', { 'migrations/2020-01-01-000000_a/up.sql': '', 'migrations/2020-01-01-000000_a/down.sql': '' }, 'diesel'],
    ['golang-migrate by its names', { 'm/1_a.up.sql': '', 'm/1_a.down.sql': '' }, 'golang-migrate'],
    ['sqlx by what the crate names', { 'm/1_a.up.sql': '', 'Cargo.toml': '[dependencies]\nsqlx = "0.8"\n' }, 'sqlx'],
    [
      'golang-migrate by what the module names',
      { 'migrations/1_a.sql': '', 'go.mod': 'require github.com/golang-migrate/migrate/v4 v4.1\n' },
      'golang-migrate',
    ],
    ['a program of the team’s own', { 'm/V0001.A.up.sql': '' }, undefined],
  ])('%s', (_, texts, layout) => {
    const projects = find(sql, texts)
    expect(projects).toHaveLength(1)
    expect(projects[0]!.options.layout).toBe(layout)
  })

  test('one for each folder, with the engine its name tells', () => {
    const projects = find(sql, { 'm/mysql/V1.A.up.sql': '', 'm/postgres/V1.A.up.sql': '' })
    expect(projects.map(({ folders, engine }) => [folders, engine])).toEqual([
      [['m/mysql'], 'mysql'],
      [['m/postgres'], 'postgres'],
    ])
  })

  test.each([
    ['Flyway’s', { 'db/migration/V1__a.sql': '', 'db/rollback/1.0__a.sql': '' }],
    ['Liquibase’s', { 'migrations/001-a.sql': '-- liquibase formatted sql\n' }],
    ['numbered files that nobody calls migrations', { 'reports/01-sales.sql': '' }],
    ['files of tests', { 'tests/migrations/1_a.up.sql': '' }],
  ])('%s are none', (_, texts) => expect(find(sql, texts)).toEqual([]))
})
