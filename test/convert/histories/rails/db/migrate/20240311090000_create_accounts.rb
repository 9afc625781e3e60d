class CreateAccounts < ActiveRecord::Migration[6.1]
  def change
    create_table :accounts do |t|
      t.string :email, null: false
      t.string :name, limit: 80, default: "nobody"
      t.decimal :balance, precision: 10, scale: 2, default: 0, null: false
      t.boolean :active, null: false, default: true
      t.jsonb :settings, null: false, default: {}
      t.timestamps
      t.index :email, unique: true
    end
  end
end
