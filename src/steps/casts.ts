const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Finds casts to a type as the catalog prints them: `::mood` and `::mood[]`, not `::moods`. */
export const castTo = (printed: string): RegExp => new RegExp(`::${escaped(printed)}(?![\\w$."])`, 'g')
