import { describe, expect, test } from 'vitest'
import { sqlOf } from './read-laravel.ts'

const on = (lines: string, version = '13', call = 'table'): readonly string[] =>
  sqlOf(`Schema::${call}('users', function (Blueprint $table) {\n${lines}\n});`, { version })
const create = (lines: string, version = '13'): readonly string[] => on(lines, version, 'create')

describe('what Laravel sends for a blueprint', () => {
  test('a table in one statement, then its indexes in the order Laravel adds them', () => {
    expect(
      create(`
        $table->id();
        $table->string('name')->index();
        $table->string('email', 100)->unique('unique_email');
        $table->foreignId('team_id')->nullable()->constrained()->cascadeOnDelete();
        $table->boolean('is_admin')->default(false)->comment("It's all his");
        $table->timestamps();
        $table->index(['name', 'email']);
      `),
    ).toEqual([
      'create table "users" ("id" bigserial not null primary key, "name" varchar(255) not null, "email" varchar(100) not null, ' +
        '"team_id" bigint null, "is_admin" boolean not null default \'0\', "created_at" timestamp(0) without time zone null, ' +
        '"updated_at" timestamp(0) without time zone null)',
      'alter table "users" add constraint "users_team_id_foreign" foreign key ("team_id") references "teams" ("id") on delete cascade',
      'create index "users_name_email_index" on "users" ("name", "email")',
      'create index "users_name_index" on "users" ("name")',
      'alter table "users" add constraint "unique_email" unique ("email")',
      'comment on column "users"."is_admin" is \'It\'\'s all his\'',
    ])
  })

  test('since 11 each column in a statement of its own, in its place; before that all in one, first', () => {
    const lines = `$table->string('a'); $table->dropColumn('x'); $table->integer('b')->nullable();`
    expect(on(lines, '11')).toEqual([
      'alter table "users" add column "a" varchar(255) not null',
      'alter table "users" drop column "x"',
      'alter table "users" add column "b" integer null',
    ])
    expect(on(lines, '10')).toEqual([
      'alter table "users" add column "a" varchar(255) not null, add column "b" integer null',
      'alter table "users" drop column "x"',
    ])
  })

  test('change() takes back all that is unsaid, but for Doctrine, which leaves it', () => {
    expect(on(`$table->string('a', 50)->nullable()->change();`)).toEqual([
      'alter table "users" alter column "a" type varchar(50), alter column "a" drop not null, alter column "a" drop default, ' +
        'alter column "a" drop identity if exists',
      'comment on column "users"."a" is NULL',
    ])
    expect(on(`$table->string('a', 50)->nullable()->change();`, '8')).toEqual([
      'ALTER TABLE "users" ALTER "a" TYPE VARCHAR(50)',
      'ALTER TABLE "users" ALTER "a" DROP NOT NULL',
    ])
    expect(on(`$table->integer('a')->using('a::integer')->change();`)[0]).toContain('type integer using a::integer,')
  })

  test('an array names columns, a text the index', () => {
    expect(
      on(`
        $table->dropUnique(['email']);
        $table->dropUnique('email_key');
        $table->dropForeign(['team_id']);
        $table->dropIndex('by_name');
        $table->dropPrimary();
        $table->renameIndex('a', 'b');
        $table->dropConstrainedForeignId('team_id');
        $table->dropMorphs('owner');
      `),
    ).toEqual([
      'alter table "users" drop constraint "users_email_unique"',
      'alter table "users" drop constraint "email_key"',
      'alter table "users" drop constraint "users_team_id_foreign"',
      'drop index "by_name"',
      'alter table "users" drop constraint "users_pkey"',
      'alter index "a" rename to "b"',
      'alter table "users" drop constraint "users_team_id_foreign"',
      'alter table "users" drop column "team_id"',
      'drop index "users_owner_type_owner_id_index"',
      'alter table "users" drop column "owner_type", drop column "owner_id"',
    ])
  })

  test('the prefix stands before tables and in the names that are generated', () => {
    expect(
      sqlOf(`Schema::table('users', fn ($table) => $table->foreignId('team_id')->unique()->constrained('teams'));`, {
        tablePrefix: 'app_',
      }),
    ).toEqual([
      'alter table "app_users" add column "team_id" bigint not null',
      'alter table "app_users" add constraint "app_users_team_id_foreign" foreign key ("team_id") references "app_teams" ("id")',
      'alter table "app_users" add constraint "app_users_team_id_unique" unique ("team_id")',
    ])
  })

  test('indexes without a lock, and the version that has them', () => {
    const lines = `$table->index('name')->online(); $table->unique('email')->online();`
    expect(on(lines, '13')).toEqual([
      'create index concurrently "users_name_index" on "users" ("name")',
      'create unique index concurrently "users_email_unique" on "users" ("email")',
      'alter table "users" add constraint "users_email_unique" unique using index "users_email_unique"',
    ])
    expect(on(lines, '11')[0]).toBe('create index "users_name_index" on "users" ("name")')
  })

  test('what only MySQL knows changes nothing', () => {
    expect(on(`$table->engine = 'InnoDB'; $table->charset('utf8'); $table->string('a')->after('b')->unsigned()->first();`)).toEqual([
      'alter table "users" add column "a" varchar(255) not null',
    ])
  })

  test('keys of models: by their files where these are at hand, by convention elsewhere', () => {
    const body = `Schema::table('posts', function (Blueprint $table) {
      $table->foreignIdFor(\\App\\Models\\Author::class)->constrained();
      $table->foreignIdFor(\\App\\Models\\BlogCategory::class);
    });`
    const author = '<?php namespace App\\Models; class Author extends Model { use HasUuids; protected $table = "people"; }'
    expect(sqlOf(body, { version: '13' }, { 'app/Models/Author.php': author })).toEqual([
      'alter table "posts" add column "author_id" uuid not null',
      'alter table "posts" add constraint "posts_author_id_foreign" foreign key ("author_id") references "people" ("id")',
      'alter table "posts" add column "blog_category_id" bigint not null',
    ])
  })

  test('a method that the builder does not have keeps the whole call', () => {
    expect(on(`$table->string('a'); $table->ownMacro('b');`)).toEqual(['[calls Blueprint->ownMacro()]'])
  })
})
