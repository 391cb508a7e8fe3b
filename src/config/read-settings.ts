import { settings, type Setting, type SettingName, type SettingValues } from './settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;
export type ReadFile = (path: string) => string;

/** Every setting by its own rule; each fault is added to `problems`. */
export function readSettings(environment: Environment, readFile: ReadFile, problems: string[]): SettingValues {
  const names = Object.keys(settings) as SettingName[];
  const entries = names.map((name) => [name, readSetting(name, environment, readFile, problems)]);
  return Object.fromEntries(entries) as SettingValues;
}

/** Undefined when there is a problem. */
export function parseSetting(name: SettingName, raw: string, problems: string[]): unknown {
  const setting: Setting = settings[name];
  const result = setting.schema.safeParse(raw);
  if (result.success) {
    return result.data;
  }
  problems.push(...[...new Set(result.error.issues.map((issue) => issue.message))].map((text) => `${name} ${text}`));
  return undefined;
}

function readSetting(name: SettingName, environment: Environment, readFile: ReadFile, problems: string[]): unknown {
  const setting: Setting = settings[name];
  const raw = rawValue(name, setting, environment, readFile, problems) ?? setting.default;
  return raw === undefined ? undefined : parseSetting(name, raw, problems);
}

function rawValue(
  name: SettingName,
  setting: Setting,
  environment: Environment,
  readFile: ReadFile,
  problems: string[],
): string | undefined {
  const direct = environment[name] === '' ? undefined : environment[name];
  const file = setting.isSecret ? environment[`${name}_FILE`] : undefined;
  if (file === undefined || file === '') {
    return direct;
  }
  if (direct !== undefined) {
    problems.push(`${name} and ${name}_FILE are both given; keep one`);
    return undefined;
  }
  try {
    return readFile(file).trim();
  } catch {
    problems.push(`${name}_FILE cannot be read; check the path and its permissions`);
    return undefined;
  }
}
