class CreatePeople < ActiveRecord::Migration[5.0]
  def change
    create_table :people do |t|
      t.references :account, foreign_key: true
      t.belongs_to :boss, index: { name: "people_boss" }, polymorphic: { null: false, default: "Person" }
      t.string :email, index: { unique: true }
      t.timestamps
    end
    create_join_table :people, :accounts do |t|
      t.index [:person_id, :account_id], unique: true
    end
    create_table :keys, id: :uuid, default: "md5(random()::text)::uuid"
    create_table :plain_keys, id: :integer
  end
end
