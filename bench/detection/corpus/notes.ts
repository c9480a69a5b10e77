/** Why programs were missed, or accused without reason, in the published run; found by looking at each of them. */
export const notes: Readonly<Record<string, string>> = {
  'axios-cancel-token': 'shown at 280 s, held back for a name for longer than it waits since',
  'ejs-cache':
    'V8 throws away compiled code that has not run for a while, so that the heap falls by megabytes each two minutes, and its functions are seen to die; held back without end, told after 15 min by the detector since (--replay)',
  'protobuf-types': 'it grew by 100 KB/s at first and then by 60: until 285 s that was slowing down',
  'dataloader-global': 'the load swings: its allocations were looked at rarely after long pauses',
  'eventemitter3-listeners': 'the load swings by the factor of 19 within 8 min',
  'csv-rows': 'at 330 MB collections are gentle, and came 25 to 50 s apart in the budget that they have',
  'winston-loggers': 'at 11 KB/s it had not grown by enough until 300 s',
  'lru-fill-4min':
    'it was filling until 15 s before; the detector since waits for the newest reading, and does not tell it',
  'lru-fill-9min': 'it was filling then: until it is full nobody can tell',
  'quick-lru-fill': 'it was filling, ever more slowly; the detector since does not tell it',
};
