/** Why programs were missed, or accused without reason, in the published run; found by looking at each of them. */
export const notes: Readonly<Record<string, string>> = {};
