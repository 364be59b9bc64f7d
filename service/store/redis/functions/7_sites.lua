-- Sites, threads and API keys.

-- One name for all of them: Lua has room for 200 in a library.
local site_calls = {}
do

-- args: settings n, field, value…, wrapped keys n, name, value…
function site_calls.create_site(keys, args)
  local p = keys[1]
  if call('EXISTS', p .. 'site') == 1 then return {'exists'} end
  local n = tonumber(args[1])
  call('HSET', p .. 'site', unpack(args, 2, n + 1))
  call('HSET', p .. 'keys', unpack(args, n + 3, #args))
  call('INCR', p .. 'revision')
  return {'created'}
end

-- args: digest, record, expected revision ('' for any), field, value…
-- Settings and policy of a site.
function site_calls.change_site(keys, args)
  local p = keys[1]
  if call('EXISTS', p .. 'site') == 0 then return {'missing'} end
  if args[3] ~= '' and call('GET', p .. 'revision') ~= args[3] then
    return {'stale'}
  end
  call('HSET', p .. 'site', unpack(args, 4, #args))
  audit(p, args[1], args[2])
  return {'changed', tostring(call('INCR', p .. 'revision'))}
end

function site_calls.get_site(keys)
  local p = keys[1]
  local revision = call('GET', p .. 'revision')
  if not revision then return {} end
  return {revision, call('HGETALL', p .. 'site'), call('HGETALL', p .. 'keys')}
end

-- args: thread, id, mode, digest, record
function site_calls.set_thread(keys, args)
  local p = keys[1]
  if call('EXISTS', p .. 'site') == 0 then return {'missing'} end
  local now = now_ms()
  call('HSET', p .. 'thread:' .. args[1], 'id', args[2], 'mode', args[3])
  call('HSETNX', p .. 'thread:' .. args[1], 'created', now)
  call('ZADD', p .. 'threads', 'NX', now, args[1])
  -- Who opens a thread means it.
  if args[3] == 'o' then call('ZREM', p .. 'hot', args[1]) end
  audit(p, args[4], args[5])
  return {'changed'}
end

-- args: id, record, only if the table is empty (0 or 1), the record that it
-- replaces ('' for none)
function site_calls.put_key(keys, args)
  local table_key = keys[1] .. 'keys'
  local present = call('HGET', table_key, args[1]) or ''
  -- Sent twice, because the answer was lost.
  if present == args[2] then return {'stored', '0'} end
  if args[3] == '1' and call('HLEN', table_key) > 0 then return {'exists'} end
  if present ~= args[4] then return {'stale'} end
  call('HSET', table_key, args[1], args[2])
  return {'stored', tostring(call('INCR', keys[1] .. 'keys-revision'))}
end

-- args: name, blob. The first one stays.
function site_calls.keep_hash_key(keys, args)
  local key = keys[1] .. 'hash-key'
  call('HSETNX', key, args[1], args[2])
  return call('HGETALL', key)
end

-- args: `keys` of a site or `hash-key` of none, `wrapped` or `lost`, how many
-- arguments the keys are that the caller has read, name, blob, …, then those in
-- their place. Changes nothing unless they are still the stored ones. Lost keys
-- take with them what they alone gave a meaning: of a site the rotation under way,
-- of no site all API keys. A site's lost keys for addresses are kept aside: a
-- master key that is found again still opens them.
function site_calls.replace_keys(keys, args)
  local p, key = keys[1], keys[1] .. args[1]
  local stored, by_name = call('HGETALL', key), {}
  for i = 1, #stored, 2 do by_name[stored[i]] = stored[i + 1] end
  local function are_stored(from, to)
    if to - from + 1 ~= #stored then return false end
    for i = from, to, 2 do
      if by_name[args[i]] ~= args[i + 1] then return false end
    end
    return true
  end
  local n = tonumber(args[3])
  -- Sent twice, because the answer was lost.
  if are_stored(n + 4, #args) then return {'replaced'} end
  if not are_stored(4, n + 3) then return {'stale'} end
  call('DEL', key)
  call('HSET', key, unpack(args, n + 4, #args))
  if args[2] == 'lost' and args[1] == 'keys' then
    local now, stays = now_ms(), {}
    for i = n + 4, #args, 2 do
      stays[args[i + 1]] = true
      if args[i]:sub(1, 6) == 'email.' and not by_name[args[i]] then
        call('HSET', p .. 'site', 'email-key-created', now)
      end
    end
    for name, blob in pairs(by_name) do
      if not stays[blob] and name:sub(1, 6) == 'email.' then
        call('HSET', p .. 'lost-keys', name .. '@' .. now, blob)
      end
    end
    call('DEL', p .. 'rotation', p .. 'rotation-moved')
    call('INCR', p .. 'revision')
  elseif args[2] == 'lost' then
    call('DEL', p .. 'keys')
    call('INCR', p .. 'keys-revision')
  end
  return {'replaced'}
end

function site_calls.lost_keys(keys)
  return call('HGETALL', keys[1] .. 'lost-keys')
end

-- args: field of `lost-keys`, the key's name and its blob under the present
-- master key.
function site_calls.bring_back_key(keys, args)
  local p = keys[1]
  local present = call('HGET', p .. 'keys', args[2])
  -- Sent twice, because the answer was lost.
  if present == args[3] then return {'back'} end
  if present or call('HEXISTS', p .. 'lost-keys', args[1]) == 0 then
    return {'stale'}
  end
  -- Its end takes older keys away, and it may have passed seals of this one when
  -- nothing opened them.
  if call('HEXISTS', p .. 'rotation', 'key') == 1 then return {'rotating'} end
  call('HSET', p .. 'keys', args[2], args[3])
  call('HDEL', p .. 'lost-keys', args[1])
  call('INCR', p .. 'revision')
  return {'back'}
end

end
