/** A file of a conversion, seen from the folder that it is written to. */
export interface ConvertedFile {
  readonly path: string
  readonly content: string
}
