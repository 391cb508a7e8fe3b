import type { Batch, Expectation, Write } from './key-value-store.js';

/** How far above `maxmemory` a full server may go for a write that replaces no older value. */
const reserveFactor = 1.1;

/**
 * One script for every batch. ARGV: the mode for a full server, the number of expectations, then for each its key's
 * index, its kind and a value; then for each write its kind, its key's index and two arguments. It returns 0 when an
 * expectation does not hold, 2 when it has written to a full server, otherwise 1.
 *
 * A full server (`maxmemory`, `noeviction`) refuses the first write of a script that could need memory. It never stops
 * a script that has already written, since it could not undo that. So a batch that may be written nevertheless begins
 * with a write that changes nothing.
 */
export const commitScript = `
local whenFull = ARGV[1]
local position = 3
for _ = 1, tonumber(ARGV[2]) do
  local key, kind, value = KEYS[tonumber(ARGV[position])], ARGV[position + 1], ARGV[position + 2]
  position = position + 3
  if kind == 'equals' then
    if redis.call('GET', key) ~= value then return 0 end
  elseif kind == 'absent' then
    if redis.call('EXISTS', key) == 1 then return 0 end
  elseif redis.call('EXISTS', key) == 0 then return 0 end
end
local function mayWrite()
  if whenFull == 'refuse' then return false end
  local replacesAll = true
  for at = position, #ARGV, 4 do
    local isValue = ARGV[at] == 'set' or ARGV[at] == 'put'
    if isValue and redis.call('EXISTS', KEYS[tonumber(ARGV[at + 1])]) == 0 then replacesAll = false end
  end
  if replacesAll then return true end
  if whenFull == 'replace' then return false end
  local memory = redis.call('INFO', 'memory')
  local used, most = string.match(memory, 'used_memory:(%d+)'), string.match(memory, 'maxmemory:(%d+)')
  return tonumber(used) <= tonumber(most) * ${reserveFactor}
end
local result = 1
local function write(...)
  local answer = redis.pcall(...)
  if type(answer) ~= 'table' or answer.err == nil then return nil end
  if result == 2 or not string.find(answer.err, 'OOM', 1, true) or not mayWrite() then return answer end
  result = 2
  redis.call('PEXPIRE', KEYS[1], math.max(1, redis.call('PTTL', KEYS[1])))
  answer = redis.pcall(...)
  if type(answer) == 'table' and answer.err then return answer end
end
while position <= #ARGV do
  local kind, key = ARGV[position], KEYS[tonumber(ARGV[position + 1])]
  local first, second = ARGV[position + 2], ARGV[position + 3]
  local failure
  if kind == 'set' then failure = write('SET', key, first, 'PX', second)
  elseif kind == 'put' then
    local left = redis.call('PTTL', key)
    failure = write('SET', key, first, 'PX', string.format('%d', math.max(left, tonumber(second))))
  elseif kind == 'delete' then redis.call('DEL', key)
  elseif kind == 'expire' then redis.call('PEXPIRE', key, second)
  elseif kind == 'extend' then
    local left = redis.call('PTTL', key)
    if left >= 0 and left < tonumber(second) then redis.call('PEXPIRE', key, second) end
  elseif redis.call('EXISTS', key) == 1 then failure = write('SETRANGE', key, 0, first) end
  if failure then return failure end
  position = position + 4
end
return result
`;

type Argument = string | number | Buffer;

/** Keys and arguments of the script for `batch`. */
export function commitArguments({ expect = [], writes, whenFull = 'replace' }: Batch): {
  keys: string[];
  args: Argument[];
} {
  const keys: string[] = [];
  const indexOf = (key: string): number => {
    const known = keys.indexOf(key);
    return known === -1 ? keys.push(key) : known + 1;
  };
  const args = [
    whenFull,
    expect.length,
    ...expect.flatMap((expectation) => [indexOf(expectation.key), ...conditionOf(expectation)]),
    ...writes.flatMap((write) => [write.kind, indexOf(write.key), ...operandsOf(write)]),
  ];
  return { keys, args };
}

/** Redis accepts whole milliseconds, and only a future time. */
export function wholeMs(ttlMs: number): number {
  return Math.max(1, Math.ceil(ttlMs));
}

function conditionOf(expectation: Expectation): [string, Argument] {
  if ('exists' in expectation) {
    return ['exists', ''];
  }
  return expectation.value === null ? ['absent', ''] : ['equals', expectation.value];
}

function operandsOf(write: Write): [Argument, Argument] {
  const ttlMs = 'ttlMs' in write ? wholeMs(write.ttlMs) : 0;
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
