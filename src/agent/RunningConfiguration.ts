import type { PartialConfiguration } from '../configuration/Configuration.ts';
import { type Reconfiguration, reconfigurationInWords, reconfigured } from '../configuration/reconfigured.ts';
import {
  type ConfigurationParts,
  type LoadedConfiguration,
  resolveConfiguration,
} from '../configuration/resolveConfiguration.ts';
import { mergedSettings } from '../configuration/settingValues.ts';
import type { ChangedSetting, ConfigurationChange } from '../wire/event.ts';

/** Who follows a {@link RunningConfiguration}. */
export interface ConfigurationFollowers {
  /** Puts into effect what has changed. */
  readonly apply: (loaded: LoadedConfiguration, reconfiguration: Reconfiguration) => void;
  /** Hears of each change, once it is in effect. */
  readonly tell: (change: ConfigurationChange) => void;
}

/**
 * The configuration of an agent that runs. What is changed by code or in the file goes through the same layers as at the
 * start, so that code still wins over environment over file. A change that is wrong changes nothing at all.
 */
export class RunningConfiguration {
  readonly #followers: ConfigurationFollowers;
  #parts: ConfigurationParts;
  #loaded: LoadedConfiguration;

  constructor(loaded: LoadedConfiguration, followers: ConfigurationFollowers) {
    this.#loaded = loaded;
    this.#parts = loaded.parts;
    this.#followers = followers;
  }

  /** What is in effect, and where each value comes from. */
  get loaded(): LoadedConfiguration {
    return this.#loaded;
  }

  /** Takes settings over, on top of what code has said so far. @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION` */
  reconfigure(given: PartialConfiguration): Reconfiguration {
    // What is no object at all is refused as such, and not merged.
    const overrides = mergedSettings(this.#parts.overrides ?? {}, given) as PartialConfiguration;
    return this.#take({ ...this.#parts, overrides });
  }

  /** Takes over what the file says now. @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION` */
  takeFile(settings: unknown): Reconfiguration {
    const { file } = this.#parts;
    return this.#take({ ...this.#parts, file: file && { ...file, settings } });
  }

  #take(parts: ConfigurationParts): Reconfiguration {
    const { loaded, reconfiguration } = reconfigured(this.#loaded, resolveConfiguration(parts));
    this.#parts = parts;
    this.#loaded = loaded;
    const { changed, needRestart } = reconfiguration;
    if (changed.length > 0) this.#followers.apply(loaded, reconfiguration);
    if (changed.length + needRestart.length > 0) {
      this.#followers.tell({
        changed: changed.map(inJson),
        needRestart: needRestart.map(inJson),
        message: reconfigurationInWords(reconfiguration),
      });
    }
    return reconfiguration;
  }
}

function inJson({ path, from, to }: Reconfiguration['changed'][number]): ChangedSetting {
  return {
    path,
    ...(from !== undefined && { from: JSON.stringify(from) }),
    ...(to !== undefined && { to: JSON.stringify(to) }),
  };
}
