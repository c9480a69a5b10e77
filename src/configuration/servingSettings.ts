import type { Configuration } from './Configuration.ts';
import { host, port, secret } from './kinds.ts';
import type { Setting } from './schema.ts';

type Serving = Pick<Configuration, 'port' | 'host' | 'token'>;

/** The settings of the dashboard's server. */
export const servingSettings: { readonly [Key in keyof Serving]: Setting<Serving[Key]> } = {
  port: {
    kind: port,
    default: undefined,
    description: 'Port of the dashboard, 0 for any free one; without one, no server is started.',
  },
  host: {
    kind: host,
    default: '127.0.0.1',
    description:
      'Address that the dashboard listens on. Any other than 127.0.0.0/8, `::1` and `localhost` opens it to other machines, and demands a `token`: [security.md](security.md#open-to-other-machines).',
  },
  token: {
    kind: secret,
    default: undefined,
    description:
      'What is wanted for everything that the dashboard tells and does; without one, a new one at each start, which is wanted only for what acts. It is never shown: put it into the environment, where `ps` does not show it.',
  },
};
