# Lockstep plan d782b0ce579e, phase 2 of 2 (contract)
# The application stamps its updates itself: drop function stamp_update()
# Rollback: exact.
class DropFunctionStampUpdate < ActiveRecord::Migration[8.1]
  def up
    # drop function stamp_update()
    execute "DROP FUNCTION IF EXISTS stamp_update()"
  end

  def down
    # create function stamp_update()
    execute <<~SQL
      CREATE OR REPLACE FUNCTION stamp_update()
       RETURNS trigger
       LANGUAGE plpgsql
      AS $function$
      BEGIN
        NEW.updated_at := now();
        RETURN NEW;
      END
      $function$
    SQL
  end
end
