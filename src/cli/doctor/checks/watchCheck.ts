import type { Finding } from '../Finding.ts';
import type { Patient } from '../Patient.ts';

/** Whether anybody would tell of a leak. */
export function checkWatch({ isWatched, vitals }: Patient): Finding[] {
  if (isWatched)
    return [{ id: 'watched', severity: 'fine', title: 'Tidemark is loaded by its options.', reasons: [] }];
  return [
    {
      id: 'unwatched',
      severity: 'advice',
      title:
        vitals === undefined
          ? 'Tidemark would not be loaded by its options.'
          : 'Tidemark is not loaded by its options.',
      reasons: [
        'Leave this out where the application calls startMemoryMonitoring(), or is started by tidemark run.',
      ],
      options: ['--import=tidemark/register'],
    },
  ];
}
