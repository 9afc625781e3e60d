/** How much a rollback gives back. Ordered from best to worst. */
export const grades = ['exact', 'leaves residue', 'loses later writes', 'loses data', 'irreversible'] as const
export type Grade = (typeof grades)[number]

export const worseGrade = (a: Grade, b: Grade): Grade => (grades.indexOf(a) >= grades.indexOf(b) ? a : b)
