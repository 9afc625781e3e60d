export { schemaNames, type SchemaNames } from './schema-names.ts'
export { wordsFor } from './words-for.ts'
export { changeWords, planWords, topicWords } from './workspace-words.ts'
