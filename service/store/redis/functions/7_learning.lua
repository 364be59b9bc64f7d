-- What people teach the classifier: lessons that wait to be learned, and the
-- adapter that has learned from the others. 4_decide appends lessons too.

-- One name for all of them: Lua has room for 200 in a library.
local learning = {}
do

local ADAPTER_SECONDS = 180 * 24 * 3600
local FEEDBACK_SECONDS = 7 * 24 * 3600

-- args: request ('' for none), 16 bytes over what it says, lesson
function learning.feedback(keys, args)
  local p = keys[1]
  if call('EXISTS', p .. 'site') == 0 then return {'missing'} end
  if args[1] ~= '' then
    local request = p .. 'feedback-request:' .. args[1]
    local seen = call('GET', request)
    if seen then return {seen == args[2] and 'replay' or 'other'} end
    call('SET', request, args[2], 'EX', FEEDBACK_SECONDS)
  end
  teach(p, args[3])
  return {'taught'}
end

-- args: model, the revision that the caller has, lessons at most. Answers the
-- site's revision, the adapter's, when it learned, itself where the caller's is
-- another, and the lessons that it has not learned, oldest first.
function learning.get_lessons(keys, args)
  local p = keys[1]
  local kept = call('HMGET', p .. 'adapter:' .. args[1], 'rev', 'time')
  local revision = kept[1] or '0'
  local adapter = ''
  if revision ~= args[2] then
    adapter = call('HGET', p .. 'adapter:' .. args[1], 'adapter') or ''
  end
  return {call('GET', p .. 'revision') or '0', revision, kept[2] or '0', adapter,
          call('XRANGE', p .. 'learn', '-', '+', 'COUNT', args[3])}
end

-- By the clock: a number that was given before a failover, and lost with it, is
-- not given again for other bytes.
local function next_revision(key)
  local t = call('TIME')
  local now_us = t[1] * 1000000 + t[2]
  local before = tonumber(call('HGET', key, 'rev') or '0')
  local revision = string.format('%.0f', math.max(before + 1, now_us))
  call('HSET', key, 'rev', revision)
  return revision
end

-- args: model, the revision that it was made of, adapter, last lesson that it
-- learned. Of several winnowd that learn at once the first one's counts; the
-- others read it.
function learning.put_adapter(keys, args)
  local p = keys[1]
  local key = p .. 'adapter:' .. args[1]
  if call('EXISTS', p .. 'site') == 0 then return {'missing'} end
  if (call('HGET', key, 'rev') or '0') ~= args[2] then return {'stale'} end
  call('HSET', key, 'adapter', args[3], 'time', now_ms())
  call('XTRIM', p .. 'learn', 'MINID', args[4])
  call('XDEL', p .. 'learn', args[4])
  local revision = next_revision(key)
  call('EXPIRE', key, ADAPTER_SECONDS)
  return {'stored', revision}
end

-- args: model, digest, record. The revision goes on, so that every winnowd
-- notices.
function learning.reset_adapter(keys, args)
  local p = keys[1]
  local key = p .. 'adapter:' .. args[1]
  if call('EXISTS', p .. 'site') == 0 then return {'missing'} end
  call('HDEL', key, 'adapter')
  call('HSET', key, 'time', now_ms())
  local revision = next_revision(key)
  call('EXPIRE', key, ADAPTER_SECONDS)
  call('DEL', p .. 'learn', p .. 'shadow:a' .. args[1])
  for _, change in ipairs(CHANGES) do
    call('DEL', p .. 'shadow-examples:a' .. args[1] .. ':' .. change)
  end
  audit(p, args[2], args[3])
  return {'stored', revision}
end

end
