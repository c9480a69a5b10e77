import { SampleFigures } from '../monitoring/SampleFigures.ts';
import { type SampleRow, sampleFields } from '../wire/sample.ts';

/** A stretch of history, as `SampleHistory.columns()` and the API give it; ascending in time. */
export interface SampleColumns {
  readonly fields: readonly string[];
  readonly columns: readonly (readonly (number | null)[])[];
}

/** What a stretch of history comes to. Coarse rows should hold the largest values, so that no peak is lost. */
export function figuresOfColumns({ fields, columns }: SampleColumns): SampleFigures {
  const figures = new SampleFigures();
  const places = sampleFields.map((field) => columns[fields.indexOf(field)]);
  const row: SampleRow = new Float64Array(sampleFields.length);
  for (let index = 0; index < (places[0]?.length ?? 0); index++) {
    for (let place = 0; place < row.length; place++) row[place] = places[place]?.[index] ?? Number.NaN;
    figures.add(row);
  }
  return figures;
}
