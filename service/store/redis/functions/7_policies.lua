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
