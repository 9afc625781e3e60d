# Runs single migrations with the real Active Record: lines "up 20261120093000" or "down …" in, "done" or "failed …" out.
require "active_record"

url, folder = ARGV
ActiveRecord::Base.schema_migrations_table_name = "ledger.schema_migrations"
ActiveRecord::Base.internal_metadata_table_name = "ledger.ar_internal_metadata"
ActiveRecord::Base.establish_connection(url)
ActiveRecord::Migration.verbose = false
ActiveRecord::SchemaMigration.create_table
context = ActiveRecord::MigrationContext.new(folder, ActiveRecord::SchemaMigration)

$stdout.sync = true
puts "ready Active Record #{ActiveRecord::VERSION::STRING}"
$stdin.each_line do |line|
  direction, version = line.split
  if direction == "forget"
    ActiveRecord::SchemaMigration.where(version: version).delete_all
  else
    context.run(direction.to_sym, Integer(version))
  end
  puts "done"
rescue StandardError => e
  puts "failed #{e.message.lines.map(&:strip).reject(&:empty?).join(" | ")}"
end
