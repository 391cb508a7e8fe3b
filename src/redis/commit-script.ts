import type { Batch, Expectation, Write } from './key-value-store.js';

/**
 * One script for every batch. ARGV: number of expectations, then for each its key's index, its kind and a value; then
 * for each write its kind, its key's index and two arguments.
 */
export const commitScript = `
local position = 2
for _ = 1, tonumber(ARGV[1]) do
  local key, kind, value = KEYS[tonumber(ARGV[position])], ARGV[position + 1], ARGV[position + 2]
  position = position + 3
  if kind == 'equals' then
    if redis.call('GET', key) ~= value then return 0 end
  elseif kind == 'absent' then
    if redis.call('EXISTS', key) == 1 then return 0 end
  elseif redis.call('EXISTS', key) == 0 then return 0 end
end
while position <= #ARGV do
  local kind, key = ARGV[position], KEYS[tonumber(ARGV[position + 1])]
  local first, second = ARGV[position + 2], ARGV[position + 3]
  position = position + 4
  if kind == 'set' then redis.call('SET', key, first, 'PX', second)
  elseif kind == 'put' then
    local left = redis.call('PTTL', key)
    redis.call('SET', key, first, 'PX', string.format('%d', math.max(left, tonumber(second))))
  elseif kind == 'delete' then redis.call('DEL', key)
  elseif kind == 'expire' then redis.call('PEXPIRE', key, second)
  elseif kind == 'extend' then
    local left = redis.call('PTTL', key)
    if left >= 0 and left < tonumber(second) then redis.call('PEXPIRE', key, second) end
  elseif redis.call('EXISTS', key) == 1 then redis.call('SETRANGE', key, 0, first) end
end
return 1
`;

type Argument = string | number | Buffer;

/** Keys and arguments of the script for `batch`. */
export function commitArguments({ expect = [], writes }: Batch): { keys: string[]; args: Argument[] } {
  const keys: string[] = [];
  const indexOf = (key: string): number => {
    const known = keys.indexOf(key);
    return known === -1 ? keys.push(key) : known + 1;
  };
  const args = [
    expect.length,
    ...expect.flatMap((expectation) => [indexOf(expectation.key), ...conditionOf(expectation)]),
    ...writes.flatMap((write) => [write.kind, indexOf(write.key), ...operandsOf(write)]),
  ];
  return { keys, args };
}

function conditionOf(expectation: Expectation): [string, Argument] {
  if ('exists' in expectation) {
    return ['exists', ''];
  }
  return expectation.value === null ? ['absent', ''] : ['equals', expectation.value];
}

function operandsOf(write: Write): [Argument, Argument] {
  const ttlMs = 'ttlMs' in write ? Math.max(1, Math.ceil(write.ttlMs)) : 0;
  switch (write.kind) {
    case 'set':
    case 'put':
      return [write.value, ttlMs];
    case 'patch':
      return [write.prefix, 0];
    case 'delete':
      return ['', 0];
    case 'expire':
    case 'extend':
      return ['', ttlMs];
  }
}
