class TouchAccounts < ActiveRecord::Migration[6.1]
  def up
    execute <<~SQL
      CREATE FUNCTION touch_account() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.updated_at := now();
        RETURN NEW;
      END
      $$;
    SQL
    execute "CREATE TRIGGER accounts_touch BEFORE UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION touch_account()"
    execute "CREATE VIEW active_accounts AS SELECT id, email FROM accounts WHERE active"
  end

  def down
    execute "DROP VIEW active_accounts"
    execute "DROP TRIGGER accounts_touch ON accounts"
    execute "DROP FUNCTION touch_account()"
  end
end
