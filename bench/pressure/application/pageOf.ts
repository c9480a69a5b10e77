/** A page as an application keeps it: records with texts, on the heap, about so many kilobytes. */
export function pageOf(id: string, kilobytes: number): Page {
  return {
    id,
    rows: Array.from({ length: Math.round(kilobytes * recordsPerKilobyte) }, (_, index) => ({
      key: `${id}-${index}`,
      title: `Row ${index} of ${id}`,
      price: index + 0.5,
      tags: [index, index + 1],
    })),
  };
}

/** One record takes about 200 bytes. */
const recordsPerKilobyte = 5;

export interface Page {
  readonly id: string;
  readonly rows: readonly {
    readonly key: string;
    readonly title: string;
    readonly price: number;
    readonly tags: readonly number[];
  }[];
}
