class ReversibleAndRevert < ActiveRecord::Migration[6.1]
  COLUMNS = { nick: :string, birthday: :date }.freeze

  def change
    COLUMNS.each { |name, type| add_column :persons, name, type }
    reversible do |direction|
      direction.up { change_column :persons, :nick, :text }
      direction.down { change_column :persons, :nick, :string }
    end
    revert do
      add_column :persons, :nothing, :integer unless column_exists?(:persons, :nick)
    end
    remove_column :persons, :boss_type, :string, null: false
    remove_column :persons, :boss_id, :integer
    change_column_default :persons, :nick, from: nil, to: "none"
    change_column_null :persons, :mail, false
    change_column_comment :persons, :nick, from: nil, to: "short"
    change_table_comment :persons, from: nil, to: "Who buys"
    up_only { execute "UPDATE persons SET nick = 'x'" }
    indexed :birthday
  end

  private

  def indexed(column)
    add_index :persons, column, if_not_exists: true
  end
end
