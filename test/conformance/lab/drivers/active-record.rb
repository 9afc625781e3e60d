# Active Record as `bin/rails db:migrate` and `db:rollback` drive it, for many projects in one process. Requests and answers
# are lines of JSON, see process.ts. Arguments: libraries to load beside it, such as strong_migrations.
require "json"
require "rake"
require "active_record"
ARGV.each { |library| require library }

ActiveRecord::Migration.verbose = false
ActiveSupport::Deprecation.silenced = true if ActiveRecord.version < Gem::Version.new("7.1")
StrongMigrations.check_down = true if defined?(StrongMigrations)

def connect(site)
  ActiveRecord::Base.establish_connection(
    adapter: "postgresql", host: site["host"], port: site["port"], database: site["database"], username: site["user"]
  )
end

def context(folder)
  return ActiveRecord::MigrationContext.new(folder) if ActiveRecord.version >= Gem::Version.new("7.1")
  ActiveRecord::MigrationContext.new(folder, ActiveRecord::SchemaMigration)
end

# Rails wraps what stopped a migration; the chain of causes is what its command line prints.
def told(error)
  [error.message, (told(error.cause) if error.cause && error.cause.message != error.message)].compact.join("\n")
end

$stdout.sync = true
puts JSON.generate(ready: ActiveRecord::VERSION::STRING)
$stdin.each_line do |line|
  request = JSON.parse(line)
  connect(request)
  request["do"] == "rollback" ? context(request["folder"]).rollback(1) : context(request["folder"]).migrate
  puts JSON.generate(done: true)
rescue StandardError, NotImplementedError => e
  puts JSON.generate(failed: told(e))
ensure
  ActiveRecord::Base.remove_connection
end
