# Lockstep plan 0b45af2978fc, phase 1 of 2 (expand)
# Tidy up the domains: create domain url; drop check email_short of domain email; add check email_length to domain email
# Rollback: exact: fails if rows break email_short by then.
# Not in schema.rb: domain. Databases loaded from it go without; set config.active_record.schema_format = :sql.
class CreateDomainUrl < ActiveRecord::Migration[8.1]
  def up
    # create domain url
    execute "CREATE DOMAIN url AS text"

    # drop check email_short of domain email
    execute "ALTER DOMAIN email DROP CONSTRAINT IF EXISTS email_short"

    # add check email_length to domain email
    execute <<~SQL
      ALTER DOMAIN email ADD CONSTRAINT email_length CHECK (length(VALUE) < 255) NOT VALID
    SQL
  end

  def down
    # drop check email_length of domain email
    execute "ALTER DOMAIN email DROP CONSTRAINT IF EXISTS email_length"

    # add check email_short to domain email
    execute "ALTER DOMAIN email ADD CONSTRAINT email_short CHECK (length(VALUE) < 20)"

    # drop domain url
    execute "DROP DOMAIN IF EXISTS url"
  end
end
