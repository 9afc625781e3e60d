# Lockstep plan e2d805580909, phase 1 of 1 (expand)
# Capitalise names: replace function display_name(text)
# Rollback: exact.
class ReplaceFunctionDisplayNameText < ActiveRecord::Migration[8.1]
  def up
    # replace function display_name(text)
    execute <<~SQL
      CREATE OR REPLACE FUNCTION display_name(given text)
       RETURNS text
       LANGUAGE plpgsql
       IMMUTABLE
      AS $function$
      BEGIN
        RETURN initcap(given);
      END
      $function$
    SQL
  end

  def down
    # replace function display_name(text)
    execute <<~SQL
      CREATE OR REPLACE FUNCTION display_name(given text)
       RETURNS text
       LANGUAGE plpgsql
       IMMUTABLE
      AS $function$
      BEGIN
        RETURN upper(given);
      END
      $function$
    SQL
  end
end
