/** This day, as plans and attestations have it: `2026-11-20`. */
export const today = (now: Date = new Date()): string => now.toISOString().slice(0, 10)
