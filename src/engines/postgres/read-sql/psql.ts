const variable = /(?<![:\w"'\]])(:)(?='[A-Za-z_]\w*'|"[A-Za-z_]\w*"|[A-Za-z_]\w*)/g

/** `:name`, `:'name'`, `:"name"` as what they may stand for, in the same places: the colon becomes a space. */
export const fillVariables = (text: string): string => text.replace(variable, ' ')
