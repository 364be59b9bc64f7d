-- Policies of a site and their history.

local POLICIES_MAX = 100
local POLICY_REQUEST_SECONDS = 7 * 24 * 3600

-- args: digest, record, expected site revision, expected policy revision (''
-- for any), request ('' for none), new policy revision, text, its description
local function apply_policy(keys, args)
  local p = keys[1]
  local live = call('HMGET', p .. 'site', 'policy', 'policy-revision')
  if not live[2] then return {'missing'} end
  local request = p .. 'policy-request:' .. args[5]
  if args[5] ~= '' then
    local seen = call('GET', request)
    if seen then
      if call('HGET', p .. 'policies', seen) ~= args[7] then
        return {'other'}
      end
      return {'changed', call('GET', p .. 'revision'), seen}
    end
  end
  if args[4] ~= '' and live[2] ~= args[4] then return {'behind', live[2]} end
  if call('GET', p .. 'revision') ~= args[3] then return {'stale'} end
  -- The one a site was made with gets its place when the second comes.
  if live[1] then call('HSETNX', p .. 'policies', live[2], live[1]) end
  call('HSET', p .. 'site', 'policy', args[7], 'policy-revision', args[6])
  call('HSET', p .. 'policies', args[6], args[7])
  call('HSET', p .. 'policy-revisions', args[6], args[8])
  local oldest = tostring(tonumber(args[6]) - POLICIES_MAX)
  call('HDEL', p .. 'policies', oldest)
  call('HDEL', p .. 'policy-revisions', oldest)
  if args[5] ~= '' then
    call('SET', request, args[6], 'EX', POLICY_REQUEST_SECONDS)
  end
  audit(p, args[1], args[2])
  return {'changed', tostring(call('INCR', p .. 'revision')), args[6]}
end

local SHADOW_SECONDS = 90 * 24 * 3600
local SHADOW_EXAMPLES_MAX = 100  -- of each kind of change
-- 'AH': approved by the one, held by the other
local CHANGES = {'AH', 'AR', 'AS', 'HA', 'HR', 'HS', 'RA', 'RH', 'RS', 'SA',
                 'SH', 'SR'}

-- args: key, counts n, field, number…, then for each kind of change: its name,
-- records n, record…  Sent twice it counts twice.
local function count_shadow(keys, args)
  local p, key = keys[1], args[1]
  if call('EXISTS', p .. 'site') == 0 then return {'missing'} end
  local hash = p .. 'shadow:' .. key
  local n = tonumber(args[2])
  for i = 3, 2 + 2 * n, 2 do call('HINCRBY', hash, args[i], args[i + 1]) end
  call('EXPIRE', hash, SHADOW_SECONDS)
  local at = 3 + 2 * n
  while at < #args do
    local list = p .. 'shadow-examples:' .. key .. ':' .. args[at]
    local last = at + 1 + tonumber(args[at + 1])
    call('LPUSH', list, unpack(args, at + 2, last))
    call('LTRIM', list, 0, SHADOW_EXAMPLES_MAX - 1)
    call('EXPIRE', list, SHADOW_SECONDS)
    at = last + 1
  end
  return {'counted'}
end

-- args: key, examples of each change
local function get_shadow(keys, args)
  local p, examples = keys[1], {}
  for _, change in ipairs(CHANGES) do
    local found = call('LRANGE', p .. 'shadow-examples:' .. args[1] .. ':' ..
                       change, 0, tonumber(args[2]) - 1)
    if #found > 0 then
      examples[#examples + 1] = change
      examples[#examples + 1] = found
    end
  end
  return {call('HGETALL', p .. 'shadow:' .. args[1]), examples}
end
