/** Whether there is anything to see in a text: a reason made of spaces and invisible characters gives no reason. */
export const isBlank = (text: string): boolean => !/[\p{L}\p{N}\p{P}\p{S}]/u.test(text.replaceAll(filler, ''))

/** Letters and signs that are drawn as nothing. */
const filler = /[\p{Default_Ignorable_Code_Point}\u2800]/gu
