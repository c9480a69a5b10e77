/** No verdict on growth of memory before this much uptime: caches fill and code loads. A leak from the start is told in five minutes still. */
export const growthGraceMs: number = 270_000;

/** In seconds, as the guide has it: rounded to minutes it would be more than what it is. */
export const growthGraceInWords: string = `${growthGraceMs / 1000} s`;
