class Data < ActiveRecord::Migration[6.1]
  class Person < ActiveRecord::Base
    self.table_name = "persons"
  end

  def up
    Person.reset_column_information
    Person.where(nick: nil).find_each do |person|
      person.update!(nick: person.mail)
    end
    add_column :persons, :checked, :boolean, default: false
    drop_table :plain_keys
    drop_join_table :people, :accounts
    remove_timestamps :order_lines
    remove_reference :items, :maker, polymorphic: true
    remove_reference :items, :account, foreign_key: true
  end

  def down
    add_reference :items, :account, foreign_key: true, index: { unique: true }
    add_reference :items, :maker, polymorphic: true
    add_timestamps :order_lines, default: -> { "now()" }, precision: 6
    create_join_table :people, :accounts, column_options: { type: :integer } do |t|
      t.index [:person_id, :account_id], unique: true
    end
    create_table :plain_keys, id: :integer, default: nil
    remove_column :persons, :checked
  end
end
