class FillNotes < ActiveRecord::Migration[6.1]
  def up
    execute "UPDATE orders SET note = 'it''s empty: #{1 + 1} \\ :x' WHERE note IS NULL"
  end
end
